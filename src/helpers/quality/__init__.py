"""From observations to accepted figures: rules, corrections, findings, and copies of faulty workbooks for their senders."""

from helpers.quality.review import Review, review
from helpers.quality.trace import trace

__all__ = ["Review", "review", "trace"]
