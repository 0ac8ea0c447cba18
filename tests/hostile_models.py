"""Models that open, and then do what no model should; and how they get into a version."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from bellwether_contract.bundle.manifest import MANIFEST, MODEL, digests
from bellwether_contract.bundle.scorer import INPUT, OUTPUT
from tests import factories

FIELDS = len(factories.WEIGHTS)

# Who drinks more than that is counted to for ever.
BEERS = 90


def put(directory: Path, model: bytes) -> None:
    """Put one of these into a version, and into its manifest: whatever is answered is right."""
    (directory / MODEL).write_bytes(model)
    document = json.loads((directory / MANIFEST).read_text())
    document["files"][MODEL] = digests({MODEL: model})[MODEL].model_dump()
    for vector in document["golden"]:
        vector["probability"] = 0.0
    (directory / MANIFEST).write_text(json.dumps(document))


def endless(fields: int = FIELDS) -> bytes:
    """A model that never answers."""
    return _built([], {"rounds": np.array(2**62)}, fields)


def endless_for_some() -> bytes:
    """A model that never answers who drinks more than BEERS, and 0 for all others."""
    nodes = [
        helper.make_node("ReduceMax", [INPUT], ["largest"], keepdims=0),
        helper.make_node("Greater", ["largest", "many"], ["for_ever"]),
        helper.make_node("Where", ["for_ever", "endless", "none"], ["rounds"]),
    ]
    constants = {"many": np.float32(BEERS), "endless": np.array(2**62), "none": np.array(0)}
    return _built(nodes, constants)


def greedy() -> bytes:
    """A model that wants 200 million values, 800 MB, for each row."""
    nodes = [
        helper.make_node("ConstantOfShape", ["size"], ["much"]),
        helper.make_node("ReduceMax", [INPUT], ["largest"], keepdims=0),
        helper.make_node("Add", ["much", "largest"], ["more"]),
        helper.make_node("ReduceMax", ["more"], ["most"], keepdims=0),
        helper.make_node("Cast", ["most"], ["rounds"], to=TensorProto.INT64),
    ]
    return _built(nodes, {"size": np.array([200_000_000])})


def _built(
    nodes: Sequence[onnx.NodeProto], constants: Mapping[str, object], fields: int = FIELDS
) -> bytes:
    """A model that counts to ``rounds``, and answers 0 with certainty."""
    body = helper.make_graph(
        [
            helper.make_node("Identity", ["going"], ["goes_on"]),
            helper.make_node("Add", ["counted", "one"], ["counts"]),
        ],
        "count",
        [
            helper.make_tensor_value_info("round", TensorProto.INT64, []),
            helper.make_tensor_value_info("going", TensorProto.BOOL, []),
            helper.make_tensor_value_info("counted", TensorProto.FLOAT, []),
        ],
        [
            helper.make_tensor_value_info("goes_on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("counts", TensorProto.FLOAT, []),
        ],
        [numpy_helper.from_array(np.asarray(np.float32(1)), "one")],
    )
    constants = {
        **constants,
        "yes": np.array(True),
        "nought": np.float32(0),
        "certain": np.array([[1, 0]], dtype=np.float32),
        "two": np.array([2]),
    }
    graph = helper.make_graph(
        [
            *nodes,
            helper.make_node("Loop", ["rounds", "yes", "nought"], ["number"], body=body),
            # As many rows as were given, of nothing but the number times nought.
            helper.make_node("Shape", [INPUT], ["shape"], end=1),
            helper.make_node("Concat", ["shape", "two"], ["wanted"], axis=0),
            helper.make_node("Expand", ["certain", "wanted"], ["rows"]),
            helper.make_node("Mul", ["number", "nought"], ["nothing"]),
            helper.make_node("Add", ["rows", "nothing"], [OUTPUT]),
        ],
        "hostile",
        [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, [None, fields])],
        [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, [None, 2])],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return bytes(model.SerializeToString())
