"""Makes the reader from annotated corpora: ``python -m training``. Never imported by ``onrecord``."""
