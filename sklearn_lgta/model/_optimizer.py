"""The optimiser of the training."""

from collections.abc import Iterable

import torch
from torch.optim.adam import adam

_BETAS = (0.9, 0.999)
_EPSILON = 1e-8


class Adam:
    """Adam with a learning rate that every step is given.

    It calls the function that `torch.optim.Adam` calls. That class imports the compiler of torch at its first use,
    which takes a second in every process, and nothing here is compiled.

    Parameters
    ----------
    parameters : iterable of tensors
        On one device.
    """

    def __init__(self, parameters: Iterable[torch.Tensor]) -> None:
        self._parameters = list(parameters)
        self._means, self._squares = ([torch.zeros_like(weights) for weights in self._parameters] for _ in range(2))
        self._n_steps = [torch.zeros((), device=weights.device) for weights in self._parameters]

    def zero_grad(self) -> None:
        """Forget the gradients."""
        for weights in self._parameters:
            weights.grad = None

    @torch.no_grad()
    def step(self, learning_rate: float) -> None:
        """Change all parameters by their gradients."""
        places, gradients = [], []
        for place, weights in enumerate(self._parameters):
            if weights.grad is not None:
                places.append(place)
                gradients.append(weights.grad)
        adam(
            [self._parameters[place] for place in places],
            gradients,
            [self._means[place] for place in places],
            [self._squares[place] for place in places],
            [],
            [self._n_steps[place] for place in places],
            # one call for all weights, a sixth of the time of a fit; not all versions have it on other devices
            fused=self._parameters[0].device.type in ("cpu", "cuda"),
            amsgrad=False,
            beta1=_BETAS[0],
            beta2=_BETAS[1],
            lr=learning_rate,
            weight_decay=0.0,
            eps=_EPSILON,
            maximize=False,
        )
