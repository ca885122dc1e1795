"""From observations to accepted figures: rules, corrections, findings, copies of faulty workbooks for senders."""

from helpers.quality.review import Review, review
from helpers.quality.trace import trace

__all__ = ["Review", "review", "trace"]
