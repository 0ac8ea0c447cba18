"""Step 5: does the challenger become champion? Pure: measures in, a decision with reasons out."""

from __future__ import annotations

from bellwether_trainer.records import Decision, Evaluation


def decide(evaluation: Evaluation, *, log_loss_margin: float) -> Decision:
    """Accept a challenger that knows more than the prevalence and is not worse than the champion.

    All log losses are in nats per row, on the same held-out rows; a challenger may be worse than
    the champion by at most ``log_loss_margin``.
    """
    challenger = evaluation.challenger.log_loss
    nothing = evaluation.always_no.log_loss
    faults = []
    # Written so that NaN is a fault.
    if not challenger < nothing:
        faults.append(
            f"log loss {challenger:.4f} is not below {nothing:.4f}, "
            "that of giving everybody the prevalence"
        )
    if evaluation.champion is not None:
        champion = evaluation.champion.log_loss
        if not challenger - champion <= log_loss_margin:
            faults.append(
                f"log loss {challenger:.4f} is worse than the champion's {champion:.4f} by more "
                f"than the declared {log_loss_margin:g}"
            )
    if faults:
        return Decision(accepted=False, reasons=tuple(faults))
    reasons = [f"log loss {challenger:.4f} is below {nothing:.4f}, that of the prevalence"]
    if evaluation.champion is not None:
        reasons.append(
            f"and within {log_loss_margin:g} of the champion's {evaluation.champion.log_loss:.4f}"
        )
    else:
        reasons.append(f"not compared with a champion: {evaluation.no_champion}")
    return Decision(accepted=True, reasons=tuple(reasons))
