"""A machine for the plays of CI systems: a repository with a .NET service, and no more programs than a runner has."""
import os, shutil, signal, subprocess, tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RUNTIMES = os.path.join(os.environ.get("HEAPDRIFT_CACHE") or os.path.join(ROOT, ".cache"), "runtimes")
DOTNET = os.path.join(RUNTIMES, "net8", "dotnet")

# What a user writes for the printed lines: a service that is the .NET process itself, and a load after which it is looked at.
SERVICE = f"""\
#!/bin/bash
rm -f control service.log.pid && mkfifo control && exec 0<>control
echo $$ > service.pid
export DOTNET_TieredCompilation=0
exec -a NAME {DOTNET} exec {RUNTIMES}/app8/LeakLab.dll $(cat program.txt)
"""
LOAD_TEST = """\
#!/bin/bash
said() { for i in $(seq 300); do grep -q "^stage $1" service.log 2>/dev/null && return; sleep 0.1; done; echo "no stage $1" >&2; exit 1; }
said ${1:-0}
echo > control
said $((${1:-0} + 1))
sleep 0.3
"""
# The SDK of a runner, as far as the lines need it. Tests/Lab/dotnet-dump asks the runtime as the real tool does.
DOTNET_STUB = f"""\
#!/bin/bash
if [ "$1 $2" = "tool install" ]; then
    while [ $# -gt 0 ]; do
        case $1 in
            --tool-path) tools=$2; shift ;;
            --global) tools=$HOME/.dotnet/tools ;;
        esac
        name=$1
        shift
    done
    [ "$name" = dotnet-dump ] || {{ echo "no tool '$name'" >&2; exit 1; }}
    mkdir -p "$tools" && cp {ROOT}/Tests/Lab/dotnet-dump "$tools/"
else
    exec {DOTNET} "$@"
fi
"""


def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        f.write(text)
    os.chmod(path, mode)


def place_for_programs():
    """The folder for temporary files, or /tmp if no program can be started there, as in the shared memory of many containers."""
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, "program")
        write(program, "#!/bin/sh\n", 0o755)
        try:
            subprocess.run([program], check=True)
            return tempfile.gettempdir()
        except PermissionError:
            return "/tmp"


class Machine:
    """Folders of one play, and the programs on the PATH of its runner."""

    def __init__(self, folder, binary, name="gate-service"):
        self.folder, self.name, self.binary = folder, name, binary
        self.repository = os.path.join(folder, "repository")
        self.bin = os.path.join(folder, "bin")
        self.home = os.path.join(folder, "home")
        for place in (self.repository, self.bin, self.home):
            os.makedirs(place)
        os.symlink(binary, os.path.join(self.bin, "heapdrift"))
        write(os.path.join(self.bin, "dotnet"), DOTNET_STUB, 0o755)
        self.git("init", "-q", "-b", "main")

    @property
    def path(self):
        return self.bin + ":/usr/bin:/bin"

    def git(self, *words, folder=None):
        environment = {"PATH": "/usr/bin:/bin", "HOME": self.home, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_AUTHOR_NAME": "ci",
                       "GIT_AUTHOR_EMAIL": "ci@example.org", "GIT_COMMITTER_NAME": "ci", "GIT_COMMITTER_EMAIL": "ci@example.org"}
        return subprocess.run(["git", *words], cwd=folder or self.repository, env=environment, check=True, capture_output=True, text=True).stdout.strip()

    def write_service(self, folder, program):
        """The user's own files in a folder."""
        write(os.path.join(folder, "service"), SERVICE.replace("NAME", self.name), 0o755)
        write(os.path.join(folder, "load-test"), LOAD_TEST, 0o755)
        write(os.path.join(folder, "program.txt"), program + "\n")

    def commit(self, message, files={}, branch="main"):
        """A commit of everything in the repository, with these files, on the main branch or on a new one."""
        if branch != "main":
            self.git("checkout", "-q", "-B", branch)
        for name, text in files.items():
            write(os.path.join(self.repository, name), text)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        commit = self.git("rev-parse", "HEAD")
        if branch != "main":
            self.git("checkout", "-q", "main")
        return commit

    def program(self, text, message="A change", branch="main"):
        """A commit that changes what the service does."""
        return self.commit(message, {"program.txt": text + "\n"}, branch)

    def checkout(self, commit, name):
        """A fresh workspace with a commit."""
        place = os.path.join(self.folder, "workspaces", name)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        self.git("clone", "-q", self.repository, place, folder=self.folder)
        self.git("checkout", "-q", commit, folder=place)
        return place

    def end_service(self, folder):
        """Ends the service that was started in a folder, by the id that it wrote, unless another process has that id now."""
        try:
            with open(os.path.join(folder, "service.pid")) as f:
                pid = int(f.read())
            with open(f"/proc/{pid}/cmdline") as f:
                if f.read().startswith(self.name + "\0"):
                    os.kill(pid, signal.SIGKILL)
        except (FileNotFoundError, ProcessLookupError, ValueError):
            pass

    def run(self, command, folder, environment, limit=120):
        """A command with these variables and no others. Output of both kinds in one text."""
        run = subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             text=True, timeout=limit)
        return run.returncode, run.stdout


def copied(source, target):
    """Copies a file or folder, as caches and artifacts do."""
    if os.path.isdir(source):
        shutil.copytree(source, target, dirs_exist_ok=True)
    elif os.path.exists(source):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copy2(source, target)
