"""Plays a line of a crontab: cron gives it to /bin/sh with a short PATH, in the user's home."""
import re


class Cron:
    def __init__(self, machine, text):
        """`text`: comments and one line of five fields and a command."""
        self.machine = machine
        (line,) = [line for line in text.splitlines() if line and not line.startswith("#")]
        self.fields, self.command = line.split(None, 5)[:5], line.split(None, 5)[5]
        if not all(re.fullmatch(r"[0-9*/,-]+", field) for field in self.fields):
            raise AssertionError(f"five fields were expected: {line[:60]}")
        # The first '%' that is not escaped ends the command; what follows is its input.
        self.command = re.split(r"(?<!\\)%", self.command)[0].replace("\\%", "%")

    def night(self):
        """What cron mails."""
        environment = {"PATH": "/usr/bin:/bin", "HOME": self.machine.home, "SHELL": "/bin/sh", "LOGNAME": "ci"}
        _, said = self.machine.run(["/bin/sh", "-c", self.command.replace("SERVICE", self.machine.name)], self.machine.home, environment)
        return said
