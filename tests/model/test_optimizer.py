"""The optimiser of the training is Adam, without the compiler of torch."""

import subprocess
import sys

import torch

from sklearn_lgta.model._optimizer import Adam


def test_steps_are_those_of_the_optimiser_of_torch():
    generator = torch.Generator().manual_seed(0)
    start = [torch.randn(5, 3, generator=generator), torch.randn(5, generator=generator), torch.randn(2)]
    mine, theirs = ([torch.nn.Parameter(weights.clone()) for weights in start] for _ in range(2))
    adam, reference = Adam(mine), torch.optim.Adam(theirs, fused=True)
    for step in range(20):
        inputs, rate = torch.randn(7, 3, generator=generator), 0.1 / (1 + step)
        for (matrix, offset, _), optimizer in ((mine, adam), (theirs, reference)):
            optimizer.zero_grad()
            (inputs @ matrix.T + offset).square().mean().backward()
        adam.step(rate)
        reference.param_groups[0]["lr"] = rate
        reference.step()
    assert all(map(torch.equal, mine, theirs))
    assert torch.equal(mine[2], start[2]) and not torch.equal(mine[0], start[0])  # the last one has no gradient


def test_a_fit_does_not_import_the_compiler_of_torch():
    code = (
        "import sys, numpy as np\n"
        "from sklearn_lgta import CVAE, LGTAAugmenter\n"
        "X = np.random.default_rng(0).normal(size=(8, 12))\n"
        "LGTAAugmenter('jitter', 0.3, model=CVAE(max_steps=2), random_state=0).fit(X).augment(X)\n"
        "print('torch._dynamo' in sys.modules)\n"
    )
    run = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
