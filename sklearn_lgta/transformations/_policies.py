"""Policies: alternatives with weights and strengths that were found to work, by name.

The term is that of AutoAugment (E. Cubuk et al., CVPR 2019).
"""

from typing import Any

# Parameters of OneOf by name. With strength=0.3, the default, "classification" mixes and drifts by 0.15.
POLICIES: dict[str, dict[str, Any]] = {
    "classification": {
        "transformations": ("mix", "drift", "time_warp"),
        "weights": (4, 3, 3),
        "relative_strengths": (0.5, 0.5, 1),
    },
}
