"""Marks (评分表): what people put down for the items of a deduct scheme, one table a round and scheme."""

from data.marks.keeping import KeptMarks, keep_marks, kept_marks
from data.marks.reading import Mark, MarksFile, marks_template, read_marks

__all__ = ["KeptMarks", "Mark", "MarksFile", "keep_marks", "kept_marks", "marks_template", "read_marks"]
