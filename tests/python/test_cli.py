"""The command ``lapicque``: what it prints, what it writes, how it refuses."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import lapicque as lq
from lapicque import _progress
from lapicque.cli import main

PNG = b"\x89PNG\r\n\x1a\n"


def assert_picture(path: Path) -> None:
    content = path.read_bytes()
    assert content.startswith(PNG)
    width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    assert width > 400
    assert height > 300
    assert len(content) > 5_000


def rows_of_rates(output: str) -> dict[str, tuple[int, float]]:
    found = re.findall(r"^(\w+) +(\d+) +([\d.]+) +(?:[\d.]+|-)$", output, re.MULTILINE)
    return {name: (int(neurons), float(rate)) for name, neurons, rate in found}


def test_run_writes_what_a_direct_simulation_gives(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "new" / "folder"
    assert main(["run", "cuba", "--scale", "0.25", "--time", "80", "--seed", "5", "--out", str(out)]) == 0
    net = lq.networks.cuba(0.25, seed=5)
    spikes = {name: net.record(population, "spikes") for name, population in net.populations.items()}
    net.run(80)
    with np.load(out / "spikes.npz") as written:
        assert (written["time"], written["dt"], written["seed"]) == (80, 0.1, 5)
        for name, data in spikes.items():
            assert len(data) > 50
            np.testing.assert_array_equal(written[f"{name}_t"], data.t)
            np.testing.assert_array_equal(written[f"{name}_i"], data.i)
    assert_picture(out / "raster.png")
    output = capsys.readouterr().out
    rates = rows_of_rates(output)
    assert rates["exc"] == (800, pytest.approx(spikes["exc"].rates().mean(), abs=0.005))
    assert rates["inh"] == (200, pytest.approx(spikes["inh"].rates().mean(), abs=0.005))
    assert str(out) in output


def test_run_hands_on_what_a_network_has_of_its_own(tmp_path: Path) -> None:
    arguments = ["--scale", "0.1", "--time", "20", "--dt", "0.5", "--threads", "1", "--g", "6", "--eta", "4"]
    assert main(["run", "brunel", *arguments, "--out", str(tmp_path)]) == 0
    net = lq.networks.brunel(g=6, eta=4, scale=0.1, dt=0.5)
    spikes = net.record(net["exc"], "spikes")
    net.run(20)
    with np.load(tmp_path / "spikes.npz") as written:
        np.testing.assert_array_equal(written["exc_t"], spikes.t)


def test_run_writes_to_a_folder_named_after_the_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["run", "cuba", "--scale", "0.1", "--time", "1"]) == 0
    assert {path.name for path in (tmp_path / "lapicque-cuba").iterdir()} == {"spikes.npz", "raster.png"}


def test_ctrl_c_keeps_what_was_simulated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(self: object, done: float, total: float) -> None:
        if done < total:
            raise KeyboardInterrupt

    monkeypatch.setattr(_progress.Reporter, "_show", interrupt)
    assert main(["run", "brunel", "--scale", "0.1", "--time", "1e6", "--out", str(tmp_path)]) == 130
    with np.load(tmp_path / "spikes.npz") as written:
        assert 0 < written["time"] < 1e6
        assert len(written["exc_t"]) > 0
        assert written["exc_t"].max() <= written["time"]
    assert "stopped by Ctrl-C" in capsys.readouterr().out


def test_demo_writes_pictures_and_results(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--out", str(tmp_path)]) == 0
    names = {"neuron", "fi_curve", "raster"}
    assert {path.stem for path in tmp_path.glob("*.png")} == names
    for name in names:
        assert_picture(tmp_path / f"{name}.png")
    output = capsys.readouterr().out
    rates = rows_of_rates(output)
    assert {name: neurons for name, (neurons, _) in rates.items()} == {"exc": 3200, "inh": 800}
    assert all(1 < rate < 20 for _, rate in rates.values())
    assert str(tmp_path) in output

    with np.load(tmp_path / "neuron.npz") as clamp:
        direct = lq.simulate(lq.LIF(), duration=300, current=lq.Step(start=50, stop=250, amplitude=450))
        np.testing.assert_array_equal(clamp["V_m"], direct.V_m)
        np.testing.assert_array_equal(clamp["spikes"], direct.spikes.t)
    with np.load(tmp_path / "fi_curve.npz") as curve:
        np.testing.assert_array_equal(curve["exact"], lq.theory.lif_rate(lq.LIF(), curve["I_e"]))
        np.testing.assert_allclose(curve["simulated"], curve["exact"], rtol=2e-3)


def test_demo_without_matplotlib_and_without_a_display(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['matplotlib'] = None; sys.argv = ['lapicque', 'demo', '--out', sys.argv[1]]\n"
        "from lapicque.cli import main; sys.exit(main())"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, capture_output=True, text=True)
    assert {path.name for path in tmp_path.iterdir()} == {"neuron.npz", "fi_curve.npz", "spikes.npz"}
    assert "pip install 'lapicque[plot]'" in done.stdout
    assert rows_of_rates(done.stdout)["exc"][0] == 3200
    assert done.stdout.isascii()
    # ten spikes of the clamp, and the rows of twenty neurons
    assert "10 spikes" in done.stdout
    assert len(re.findall(r"^(?:exc|inh|   ) \|", done.stdout, re.MULTILINE)) == 20


def test_pictures_need_no_display(tmp_path: Path) -> None:
    """A backend that cannot open a window is no matter, as pyplot takes no part."""
    program = (
        "import sys, os; os.environ['MPLBACKEND'] = 'TkAgg'\n"
        "from lapicque.cli import main\n"
        "main(['run', 'cuba', '--scale', '0.1', '--time', '5', '--out', sys.argv[1]])\n"
        "assert 'matplotlib.figure' in sys.modules and 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, capture_output=True)
    assert_picture(tmp_path / "raster.png")


def test_info(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info"]) == 0
    shown = dict(line.split(None, 1) for line in capsys.readouterr().out.splitlines())
    assert shown["version"] == lq.__version__
    assert shown["isa"] in shown["available_isas"].split()
    assert int(shown["threads"]) >= 1


def test_module_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "lapicque", "--version"], check=True, capture_output=True, text=True)
    assert done.stdout == f"lapicque {lq.__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "cubs"], "there is no network 'cubs'; did you mean 'cuba'?"),
        (["run", "xyz"], "there is no network 'xyz'; known are brunel, coba, cuba, hh_coba"),
        (["run", "cuba", "--scale", "0"], "scale must be finite and positive, got 0.0"),
        (["run", "cuba", "--scale", "big"], "argument --scale: invalid float value: 'big'"),
        (["run", "cuba", "--time", "-5"], "--time must be finite and positive, got -5.0"),
        (["run", "cuba", "--time", "nan"], "--time must be finite and positive, got nan"),
        (["run", "cuba", "--time", "0.05"], "duration must be a multiple of dt"),
        (["run", "cuba", "--dt", "-1"], "dt must be"),
        (["run", "cuba", "--seed", "-1"], "seed must be"),
        (["run", "cuba", "--seed", "1.5"], "argument --seed: invalid int value: '1.5'"),
        (["run", "cuba", "--threads", "0"], "threads must be"),
        (["run", "cuba", "--g", "5"], "--g is not a parameter of cuba"),
        (
            ["run", "wang2002", "--scale", "0.5"],
            "of wang2002, whose weights hold for the number of",
        ),
        (["run", "wang2002", "--coherence", "200"], "coherence must be between -100 and 100, got 200.0"),
        (["run", "brunel", "--eta", "-1"], "eta must be finite and at least 0, got -1.0"),
        (["run"], "the following arguments are required: NETWORK"),
        ([], "the following arguments are required: COMMAND"),
        (["dome"], "invalid choice: 'dome'"),
        (["demo", "--size", "3"], "unrecognized arguments: --size 3"),
    ],
    ids=" ".join,
)
def test_bad_arguments(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    try:
        code = main(arguments)
    except SystemExit as stop:
        code = int(str(stop.code))
    shown = capsys.readouterr()
    assert code == 2
    assert shown.out == ""
    assert re.fullmatch(r"lapicque[a-z ]*: error: [^\n]+\n", shown.err)
    assert message in shown.err
    assert list(tmp_path.iterdir()) == []


def test_out_must_not_be_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "taken"
    file.write_text("mine")
    assert main(["demo", "--out", str(file)]) == 2
    assert f"--out must be a folder, got the file {file}" in capsys.readouterr().err
    assert main(["run", "cuba", "--out", str(file / "below")]) == 2
    assert f"got the file {file}" in capsys.readouterr().err
    assert file.read_text() == "mine"


def test_a_run_that_fails_says_so_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the system does not give 1000 threads")

    monkeypatch.setattr(lq.Network, "run", fail)
    assert main(["run", "cuba", "--scale", "0.1", "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err == "lapicque run: error: the system does not give 1000 threads\n"
    assert not (tmp_path / "out").exists()


def test_every_network_runs_by_its_name(tmp_path: Path) -> None:
    for name in lq.networks.BY_NAME:
        if name != "microcircuit":  # takes a gigabyte
            assert main(["run", name, "--time", "1", "--out", str(tmp_path / name)]) == 0
    assert main(["run", "microcircuit", "--scale", "0.02", "--time", "1", "--out", str(tmp_path / "small")]) == 0
