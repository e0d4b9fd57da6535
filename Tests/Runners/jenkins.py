"""Plays a stage of Jenkins: its 'sh' step is run by the shell that Jenkins takes, with the variables of the declaration."""
import os, re


class Jenkins:
    def __init__(self, machine, text):
        self.machine = machine
        (self.script,) = re.findall(r"sh '''\n(.*?)'''", text, re.S)
        ((name, value),) = re.findall(r"environment \{ (\w+) = \"(.*?)\" \}", text)
        self.variables = {name: value.replace("${env.HOME}", machine.home)}
        self.parameters = dict(re.findall(r"string\(name: '(\w+)', defaultValue: '(.*?)'", text))
        self.builds = 0

    def build(self, commit, branch="main", **parameters):
        """Exit code and log of the stage, and the test results that it wrote."""
        self.builds += 1
        workspace = self.machine.checkout(commit, f"build-{self.builds}")
        environment = {"PATH": self.machine.path, "HOME": self.machine.home, "JENKINS_URL": "http://ci.example.org/", "GIT_COMMIT": commit,
                       "BRANCH_NAME": branch} | self.variables | self.parameters | parameters
        try:
            code, log = self.machine.run(["/bin/sh", "-xe", "-c", self.script], workspace, environment)
        finally:
            self.machine.end_service(workspace)
        results = os.path.join(workspace, "heap.xml")
        return code, log, open(results).read() if os.path.exists(results) else ""
