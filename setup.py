"""What `pyproject.toml` cannot say: the server and its settings go into the package, to be found wherever it is installed."""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class WithServer(build_py):
    """Copies what `streamlit run app.py` uses to `mnist_demo/launch/`, where the command `mnist-demo serve` looks."""

    def run(self) -> None:
        super().run()
        for name in () if self.editable_mode else ("app.py", ".streamlit/config.toml"):
            target = Path(self.build_lib, "mnist_demo", "launch", name)
            self.mkpath(str(target.parent))
            self.copy_file(name, str(target))


setup(cmdclass={"build_py": WithServer})
