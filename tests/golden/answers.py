"""Comparing a question's answer with what is expected: as `docs/questions.md` does."""

from tools.answers import expectations, unanswered, wrong

__all__ = ["expectations", "unanswered", "wrong"]
