"""A real reader of screens: Orca beside a Chromium on a screen that nobody sees, and what it says, as text.

Orca speaks through Speech Dispatcher, which has a module here that writes instead. All of it runs in a session of its own
(bus, screen, home), so that nothing of whoever runs the tests is changed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Page, Playwright

from .chromium import WHOLE, installed
from .engines.windows import found, screen_in_memory

PACKAGES = (
    "orca at-spi2-core dbus dconf-gsettings-backend gsettings-desktop-schemas speech-dispatcher speech-dispatcher-audio-plugins "
    "openbox xdotool xvfb"
)
SETTINGS = (
    ("org.gnome.desktop.interface", "toolkit-accessibility"),
    ("org.gnome.desktop.a11y.applications", "screen-reader-enabled"),
)
AT_SPI = Path("/usr/libexec/at-spi-bus-launcher")
SAYS_WITHIN = 30  # seconds
SILENT_FOR = 2  # seconds until it counts as silent
STEP = 0.1  # seconds from one look to the next

SPEECH = """LogLevel 1
DefaultLanguage "en"
AddModule "file" "sd_generic" "file.conf"
DefaultModule file
AudioOutputMethod "alsa"
"""
MODULE = """GenericExecuteSynth "echo \\'$DATA\\' >> {spoken}"
GenericCmdDependency "echo"
GenericLanguage "en" "en" "utf-8"
AddVoice "en" "MALE1" "en"
GenericMaxChunkLength 1000
GenericDelimiters ""
GenericStripPunctChars ""
"""
SILENCE = "pcm.!default { type null }\nctl.!default { type null }\n"  # Speech Dispatcher wants a sound card all the same


class Reader:
    """A page, the keyboard of the screen it is on, and what has been said since somebody listened last."""

    def __init__(self, page: Page, spoken: Path, environment: Mapping[str, str]) -> None:
        self.page, self._spoken, self._environment = page, spoken, environment
        self._heard = 0

    def press(self, key: str) -> None:
        """A key of the real keyboard, by its name in X."""
        subprocess.run([found("A hand on the keyboard", "xdotool", shutil.which("xdotool")), "key", key], env=self._environment)

    def interrupts(self) -> None:
        """Have it stop reading, and wait until it is silent."""
        self.press("Control_L")
        length, since = -1, time.monotonic()
        while time.monotonic() - since < SILENT_FOR:
            if length != (length := len(self._all())):
                since = time.monotonic()
            time.sleep(STEP)
        self._heard = length

    def hears(self, text: str) -> str:
        """Wait until this is said, and give all that was said since the last time."""
        deadline = time.monotonic() + SAYS_WITHIN
        while True:
            everything = self._all()
            said = " ".join(everything[self._heard :].split())
            if text in said:
                self._heard = len(everything)
                return said
            assert time.monotonic() < deadline, f"{text!r} was not said, but {said!r}"
            time.sleep(STEP)

    def _all(self) -> str:
        return self._spoken.read_text(errors="replace") if self._spoken.exists() else ""


@contextmanager
def read_aloud(playwright: Playwright, folder: Path) -> Iterator[Reader]:
    """A window of Chromium that Orca reads from; `folder` takes what all of them write."""
    orca = found("A reader of screens", PACKAGES, shutil.which("orca"))
    spoken = folder / "spoken.txt"
    with ExitStack() as stack:
        environment = {
            **os.environ,
            **stack.enter_context(screen_in_memory()),
            **_own_home(folder),
            "GTK_MODULES": "gail:atk-bridge",
        }
        _settings(folder, spoken)

        def start(*command: str | Path, **how) -> subprocess.Popen:
            log = stack.enter_context((folder / f"{Path(command[0]).name}.log").open("wb"))
            process = subprocess.Popen([str(part) for part in command], env=environment, **{"stdout": log, "stderr": log, **how})
            stack.callback(_end, process)
            return process

        bus = start("dbus-daemon", "--session", "--print-address", "--nofork", stdout=subprocess.PIPE)
        assert bus.stdout is not None
        environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        for setting in SETTINGS:
            subprocess.run(["gsettings", "set", *setting, "true"], env=environment, check=True)
        start(found("A keeper of windows", "openbox", shutil.which("openbox")))
        start(AT_SPI, "--launch-immediately", "--screen-reader=1")
        start("speech-dispatcher", "-s", "-t", "0", "-C", folder / "speech", "-L", folder, "-P", folder / "speech.pid")
        time.sleep(1)
        start(orca, "--replace")
        browser = playwright.chromium.launch(
            executable_path=installed(WHOLE),
            headless=False,
            args=["--force-renderer-accessibility", "--disable-gpu", "--window-size=1280,900", "--window-position=0,0"],
            env=environment,
        )
        stack.callback(browser.close)
        page = browser.new_page(viewport={"width": 1270, "height": 740})
        reader = Reader(page, spoken, environment)
        reader.hears("Screen reader on.")
        yield reader


def _own_home(folder: Path) -> dict[str, str]:
    run = folder / "run"
    run.mkdir(mode=0o700)
    return {"HOME": str(folder), "XDG_RUNTIME_DIR": str(run), "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)}


def _settings(folder: Path, spoken: Path) -> None:
    modules = folder / "speech" / "modules"
    modules.mkdir(parents=True)
    (folder / ".asoundrc").write_text(SILENCE)
    (modules.parent / "speechd.conf").write_text(SPEECH)
    (modules / "file.conf").write_text(MODULE.format(spoken=spoken))


def _end(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
