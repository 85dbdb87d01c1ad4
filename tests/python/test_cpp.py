"""The C++ core on its own: its unit tests, and an outside program that uses it, equal to Python bit for bit.

One build serves all: the program of tests/consumer takes the source tree in by add_subdirectory, which compiles the
library once, links it as a shared one and its tests from the same objects; the library is then installed from there,
and the program built again by find_package.
"""

import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import numpy as np
import pytest

import lapicque as lq

ROOT = Path(__file__).resolve().parents[2]
CONSUMER = ROOT / "tests" / "consumer"


def run(*command: object) -> str:
    """Output of a command; a failure shows all of it."""
    # cmake and ninja may be those of this environment, whether it is activated or not.
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")])
    done = subprocess.run(
        [str(c) for c in command],
        env={**os.environ, "PATH": path, "CTEST_OUTPUT_ON_FAILURE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}"
    return done.stdout


def cmake_build(source: Path, build: Path, *options: str) -> None:
    # Assertions on, but optimised as far as costs no compile time.
    flags = [] if os.name == "nt" else ["-DCMAKE_CXX_FLAGS_DEBUG=-O1 -D_GLIBCXX_ASSERTIONS"]
    run("cmake", "-S", source, "-B", build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug", *flags, *options)
    run("cmake", "--build", build, "--parallel", "2")


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cpp")
    cmake_build(
        CONSUMER,
        folder,
        f"-DLAPICQUE_SOURCE_DIR={ROOT.as_posix()}",
        "-DLAPICQUE_BUILD_TESTS=ON",
        "-DLAPICQUE_INSTALL=ON",
        "-DBUILD_SHARED_LIBS=ON",
        "-DLAPICQUE_WERROR=ON",
        f"-DPython3_EXECUTABLE={Path(sys.executable).as_posix()}",
    )
    return folder


@pytest.fixture(scope="module")
def prefix(build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prefix")
    run("cmake", "--install", build / "lapicque", "--prefix", folder)
    return folder


@pytest.fixture(scope="module", params=["add_subdirectory", "find_package"])
def printed(request: pytest.FixtureRequest, build: Path) -> dict[str, str]:
    """What the outside program prints, as a mapping."""
    if request.param == "find_package":
        installed = request.getfixturevalue("prefix")
        build = request.getfixturevalue("tmp_path_factory").mktemp("consumer")
        cmake_build(CONSUMER, build, f"-DCMAKE_PREFIX_PATH={installed.as_posix()}")
    return dict(line.split() for line in run(build / "consumer").splitlines())


def test_unit_tests_pass(build: Path) -> None:
    output = run("ctest", "--test-dir", build / "lapicque", "--no-tests=error", "--parallel", "2")
    suites = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / "cpp").glob("test_*.cpp")}
    passed = set(re.findall(r"Test\s+#\d+: (\w+) \.+\s+Passed", output))
    assert suites <= passed
    if sys.platform == "linux":
        assert "private_parts_are_hidden" in passed


def test_consumer_neuron_equals_python(printed: dict[str, str]) -> None:
    result = lq.simulate(lq.LIF(tau_m=10), duration=500, current=lq.Step(start=100, stop=400, amplitude=450), dt=0.1)
    assert int(printed["neuron.spikes"]) == len(result.spikes.t) > 0
    V_m = np.ravel(result.V_m)
    assert float(printed["neuron.V_m"]) == V_m[-1]
    assert float(printed["neuron.V_m_charging"]) == V_m[result.t == 350.0][0] != V_m[-1]


def test_consumer_cuba_equals_python(printed: dict[str, str]) -> None:
    net = lq.networks.cuba(seed=1)
    spikes = {name: net.record(net[name], "spikes") for name in ("exc", "inh")}
    duration = 200.0
    net.run(duration)
    for name, recorder in spikes.items():
        population = net[name]
        count = len(recorder.t)
        assert count > 0
        assert float(printed[f"{name}.rate"]) == 1000.0 * count / (len(population) * duration)
        # Added one by one, as in C++; np.sum adds pairwise.
        assert float(printed[f"{name}.V_m"]) == np.cumsum(population.V_m)[-1] / len(population)


def test_install_is_complete(prefix: Path) -> None:
    public = {p.name for p in (ROOT / "cpp" / "include" / "lapicque").glob("*.hpp")}
    assert {p.name for p in (prefix / "include" / "lapicque").iterdir()} == public
    [config] = prefix.glob("lib*/**/lapicqueConfig.cmake")
    assert (config.parent / "lapicqueConfigVersion.cmake").exists()


def test_pkg_config_file_points_into_the_installation(prefix: Path) -> None:
    [file] = prefix.glob("lib*/**/lapicque.pc")
    text = file.read_text().replace("${pcfiledir}", file.parent.as_posix())
    variables = dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))
    fields = dict(re.findall(r"^(\w+): (.*)$", text, re.MULTILINE))

    def resolve(value: str) -> str:
        while "${" in value:
            value = re.sub(r"\$\{(\w+)\}", lambda match: variables[match[1]], value)
        return value

    [include] = re.findall(r"-I(\S+)", resolve(fields["Cflags"]))
    [library] = re.findall(r"-L(\S+)", resolve(fields["Libs"]))
    assert (Path(include) / "lapicque" / "lapicque.hpp").exists()
    assert list(Path(library).glob("*lapicque.*"))
    assert "-llapicque" in fields["Libs"]
    assert fields["Version"] == lq.__version__
