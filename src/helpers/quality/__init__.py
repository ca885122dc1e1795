"""From observations to accepted figures: rules, corrections, findings, and copies of faulty workbooks for their senders."""

from helpers.quality.periods import check_period, trace_period
from helpers.quality.review import Review, review
from helpers.quality.trace import trace

__all__ = ["Review", "check_period", "review", "trace", "trace_period"]
