"""What every format becomes."""

import numpy as np
from numpy.typing import NDArray

PageImage = NDArray[np.uint8]
"""A page as the reader sees it: its pixels, height × width × BGR."""
