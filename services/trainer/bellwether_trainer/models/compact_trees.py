"""Trees as the newer operator of ONNX writes them: half the memory, opened in a third of the time.

TreeEnsembleClassifier names each node's kind by a text and lists leaves among the nodes; a session
keeps all of it for as long as it lives. TreeEnsemble (ai.onnx.ml 5) has bytes and tensors instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import ModelProto, NodeProto, helper, numpy_helper

DOMAIN = "ai.onnx.ml"
VERSION = 5
# The first that knows this version of the domain.
IR_VERSION = 10

LEAF = b"LEAF"
MODES = {b"BRANCH_LEQ": 0, b"BRANCH_LT": 1, b"BRANCH_GTE": 2, b"BRANCH_GT": 3}
SUM = 1


def compact(graph: ModelProto) -> bool:
    """Rewrite the trees of a graph, if it has one forest with one score for both classes.

    Returns whether it did. The forest's probabilities must go nowhere but into the Gather that
    takes the second class.
    """
    nodes = graph.graph.node
    forests = [node for node in nodes if node.op_type.startswith("TreeEnsemble")]
    if len(forests) != 1 or forests[0].op_type != "TreeEnsembleClassifier":
        return False
    (forest,) = forests
    attributes = {each.name: helper.get_attribute_value(each) for each in forest.attribute}
    post = attributes.get("post_transform", b"NONE")
    between = _until_gathered(graph, forest)
    if (
        not between
        or len(set(attributes["class_ids"])) != 1
        or len(attributes.get("base_values", ())) > 1
        or not set(attributes["nodes_modes"]) <= {LEAF, *MODES}
        # The newer operator knows no tree that is nothing but a leaf.
        or LEAF in {attributes["nodes_modes"][at] for at in _begins(attributes["nodes_treeids"])}
        # Without a transform the score is a share, as long as no weight is negative.
        or not (post == b"LOGISTIC" or (post == b"NONE" and min(attributes["class_weights"]) >= 0))
    ):
        return False
    share = between[-1].output[0]
    score = f"{share}_odds" if post == b"LOGISTIC" else share
    written = [_ensemble(attributes, forest.input[0], score)]
    if post == b"LOGISTIC":
        written.append(helper.make_node("Sigmoid", [score], [share]))
    place = list(nodes).index(forest)
    gone = {node.output[0] for node in between}
    before = nodes[:place]
    kept = [node for node in nodes[place + 1 :] if node.output[0] not in gone]
    del nodes[:]
    nodes.extend([*before, *written, *kept])
    for opset in graph.opset_import:
        if opset.domain == DOMAIN:
            opset.version = VERSION
    graph.ir_version = max(graph.ir_version, IR_VERSION)
    return True


def _until_gathered(graph: ModelProto, forest: NodeProto) -> list[NodeProto]:
    """The nodes from a forest's probabilities to the one that takes their second column.

    Empty where they go elsewhere, or the forest's labels are asked for.
    """
    constants = {each.name: each for each in graph.graph.initializer}
    label, given = forest.output
    found: list[NodeProto] = []
    while True:
        readers = [n for n in graph.graph.node if {label, given} & set(n.input)]
        if len(readers) != 1 or label in readers[0].input:
            return []
        found.append(readers[0])
        if readers[0].op_type == "Gather":
            second = numpy_helper.to_array(constants[readers[0].input[1]]).tolist() == [1]
            return found if second else []
        if readers[0].op_type != "Identity":
            return []
        (given,) = readers[0].output


def _ensemble(forest: Mapping[str, Any], rows: str, into: str) -> NodeProto:
    """The trees of the attributes of a ``forest``; ``into`` are their scores, [rows, 1]."""
    trees, numbers = np.array(forest["nodes_treeids"]), np.array(forest["nodes_nodeids"])
    modes = forest["nodes_modes"]
    leaf = np.array([mode == LEAF for mode in modes])
    weights = dict.fromkeys(zip(trees[leaf].tolist(), numbers[leaf].tolist(), strict=True), 0.0)
    weighed = (forest["class_treeids"], forest["class_nodeids"], forest["class_weights"])
    for tree, number, weight in zip(*weighed, strict=True):
        weights[tree, number] += weight
    (base,) = forest.get("base_values") or (0.0,)
    first, begins = trees[0], _begins(trees)
    shares = [w + base if tree == first else w for (tree, _), w in weights.items()]
    # Where a node stands among those of its own kind, leaves or not.
    rank = np.where(leaf, np.cumsum(leaf), np.cumsum(~leaf)) - 1
    place = {key: at for at, key in enumerate(zip(trees.tolist(), numbers.tolist(), strict=True))}
    inner = np.flatnonzero(~leaf)
    children = {
        side: np.array([place[trees[at], forest[f"nodes_{side}nodeids"][at]] for at in inner], int)
        for side in ("true", "false")
    }
    columns: dict[str, list[int]] = {
        "nodes_featureids": np.array(forest["nodes_featureids"])[inner].tolist(),
        "nodes_missing_value_tracks_true": _missing(forest, inner),
    }
    for side, those in children.items():
        columns[f"nodes_{side}nodeids"] = rank[those].tolist()
        columns[f"nodes_{side}leafs"] = leaf[those].astype(int).tolist()
    kinds = [MODES[modes[at]] for at in inner]
    splits = np.array(forest["nodes_values"], dtype=np.float32)[inner].tolist()
    node: NodeProto = helper.make_node(
        "TreeEnsemble", [rows], [into], domain=DOMAIN, n_targets=1, aggregate_function=SUM
    )
    tensors = {
        "nodes_modes": numpy_helper.from_array(np.array(kinds, dtype=np.uint8)),
        "nodes_splits": numpy_helper.from_array(np.array(splits, dtype=np.float32)),
        "leaf_weights": numpy_helper.from_array(np.array(shares, dtype=np.float32)),
    }
    leaves = {"tree_roots": rank[begins].tolist(), "leaf_targetids": [0] * len(shares)}
    filled = {name: values for name, values in columns.items() if values}
    attributes: dict[str, Any] = {**leaves, **filled, **tensors}
    node.attribute.extend(helper.make_attribute(*each) for each in attributes.items())
    return node


def _begins(trees: Any) -> npt.NDArray[np.intp]:
    """Where the nodes of each tree begin."""
    return np.flatnonzero(np.diff(trees, prepend=trees[0] - 1))


def _missing(forest: Mapping[str, Any], inner: npt.NDArray[np.intp]) -> list[int]:
    """Which nodes send unknown values the way of true; empty where none does."""
    given = forest.get("nodes_missing_value_tracks_true") or ()
    found: list[int] = np.array(given, dtype=int)[inner].tolist() if any(given) else []
    return found
