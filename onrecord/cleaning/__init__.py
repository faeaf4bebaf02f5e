"""What in a text is not its own running text. Cleaning marks; it does not delete.

`marking` judges line by line, `bylines` knows bylines and datelines, `posts` takes embedded posts apart.
"""

from onrecord.cleaning.marking import marks, merged
from onrecord.cleaning.posts import posts

__all__ = ["marks", "merged", "posts"]
