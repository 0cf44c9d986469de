"""Tests run numpy as the product does."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
