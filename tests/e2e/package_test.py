#!/usr/bin/env python3
"""The Debian package, made of the build tree that is tested and unpacked into a root of its own:
what is in it, and that it takes a person from nothing to an answer."""

import os
import pathlib
import re
import shutil
import stat
import subprocess
import tempfile

import brume

BUILD = pathlib.Path(os.environ["BRUME_BUILD"])
INSTALLED_KIB_MAX = 12 * 1024
DOCUMENTS = {"usr/share/doc/brume/" + name
             for name in ("README.md", "CHANGELOG.md", "changelog.gz", "copyright")}
COMPLETIONS = {"usr/share/bash-completion/completions/brume",
               "usr/share/zsh/vendor-completions/_brume",
               "usr/share/fish/vendor_completions.d/brume.fish"}


def output_of(*command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          check=False, **options)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


class Package(brume.Case):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="brume-e2e-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        output_of(os.environ["BRUME_CPACK"], "--config", BUILD / "CPackConfig.cmake", "-B",
                  cls.folder / "package", umask=0o022)
        packages = list((cls.folder / "package").glob("*.deb"))
        assert len(packages) == 1, packages
        cls.package = packages[0]
        cls.root = cls.folder / "root"
        output_of("dpkg-deb", "--extract", cls.package, cls.root)

    def field(self, name):
        return output_of("dpkg-deb", "--field", self.package, name).strip()

    def run_installed(self, *command, cwd=None):
        """In an environment that knows the package's programs and the system's."""
        path = os.pathsep.join([str(self.root / "usr/bin"), "/usr/bin", "/bin"])
        return output_of(*command, cwd=cwd, timeout=280,
                         env={"PATH": path, "HOME": str(self.folder), "LANG": "C.UTF-8"})

    def files(self):
        return {str(path.relative_to(self.root)) for path in self.root.rglob("*")
                if not path.is_dir()}

    def test_its_fields_say_what_it_is_and_needs(self):
        version = self.succeeds("--version").split()[1]
        architecture = output_of("dpkg", "--print-architecture").strip()
        self.assertEqual(f"brume_{version}_{architecture}.deb", self.package.name)
        self.assertEqual(["brume", version, architecture],
                         [self.field(name) for name in ("Package", "Version", "Architecture")])
        self.assertRegex(self.field("Maintainer"), r"^.+ <\S+@\S+>$")
        depends = self.field("Depends")
        for library in ("libc6", "libstdc++6", "libuv1", "libsqlite3-0", "libyaml-cpp0.7"):
            self.assertRegex(depends, rf"(^|, ){re.escape(library)} \(>= ", library)
        self.assertIn("tzdata", depends)
        self.assertNotRegex(depends, r"-dev\b")
        for tool in ("g++", "cmake", "make | ninja-build", "nlohmann-json3-dev"):
            self.assertIn(tool, self.field("Recommends"))

    def test_it_holds_what_belongs_into_a_package_and_nothing_else(self):
        files = self.files()
        self.assertEqual({"usr/bin/brume"}, {f for f in files if f.startswith("usr/bin/")})
        self.assertLessEqual({"usr/libexec/brume/brume-host", "usr/include/brume/function.hpp",
                              "usr/include/brume/events/s3.hpp",
                              "usr/lib/cmake/brume/brumeConfig.cmake"}, files)
        self.assertEqual(DOCUMENTS, {f for f in files if f.startswith("usr/share/doc/")})
        self.assertLessEqual(COMPLETIONS, files)
        known = ("usr/bin/", "usr/libexec/brume/", "usr/include/brume/", "usr/lib/cmake/brume/",
                 "usr/share/man/man1/brume", "usr/share/doc/brume/")
        self.assertEqual(set(), {f for f in files - COMPLETIONS if not f.startswith(known)})

    def test_its_files_are_roots_and_nobody_elses_to_write(self):
        for line in output_of("dpkg-deb", "--contents", self.package).splitlines():
            self.assertRegex(line, r"^[-dl]rw.r-.r-. root/root ")
        for name in ("usr/bin/brume", "usr/libexec/brume/brume-host"):
            self.assertTrue((self.root / name).stat().st_mode & stat.S_IXOTH, name)
            self.assertNotIn(".symtab", output_of("readelf", "--sections", self.root / name))
        # The build type decides how large the code is; only an optimised one is given to people.
        if os.environ["BRUME_BUILD_TYPE"] != "Debug":
            self.assertLess(int(self.field("Installed-Size")), INSTALLED_KIB_MAX)

    def test_from_nothing_to_an_answer(self):
        self.assertEqual(self.succeeds("--version"), self.run_installed("brume", "--version"))
        project = self.folder / "hello"
        self.run_installed("brume", "init", "hello", cwd=self.folder)
        self.run_installed("brume", "build", cwd=project)
        self.assertEqual('{"message":"Hello, Ada!"}\n',
                         self.run_installed("brume", "invoke", "-e", "event.json", cwd=project))
        cache = (project / ".brume/cmake").rglob("CMakeCache.txt")
        found = [line for file in cache for line in file.read_text().splitlines()
                 if line.startswith("brume_DIR:")]
        self.assertEqual([f"brume_DIR:PATH={self.root}/usr/lib/cmake/brume"], found)

    def test_its_pages_are_found_and_rendered(self):
        pages = sorted((self.root / "usr/share/man/man1").iterdir())
        self.assertIn("brume-start.1.gz", [page.name for page in pages])
        for page in pages:
            self.assertEqual(".gz", page.suffix)
        shown = self.run_installed("man", "-M", self.root / "usr/share/man", "brume-start")
        self.assertIn("brume-start - ", shown)
        self.assertIn("--bucket", shown)

    def test_bash_completes_with_its_file(self):
        script = self.root / "usr/share/bash-completion/completions/brume"
        ask = ('source "$1"; complete -p brume >/dev/null; COMP_WORDS=(brume inv); COMP_CWORD=1; '
               '_brume; echo "${COMPREPLY[@]}"')
        self.assertEqual("invoke\n", self.run_installed("bash", "-c", ask, "bash", script))


if __name__ == "__main__":
    brume.main()
