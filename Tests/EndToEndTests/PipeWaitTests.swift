import Testing

/// `snap -` while it waits for a pipe.
@Suite struct PipeWaitTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func environment() -> [String: String] {
        ["HEAPDRIFT_STORE": folder["store.db"], "F": Fixtures.root + "/Tests/Fixtures"]
    }

    /// The signal is sent once the program handles it and waits: a second one would end it anyhow.
    @Test func anInterruptionIsAnswered() throws {
        let run = try Heapdrift.shell(
            """
            mkfifo pipe
            $H snap --series s - < pipe & program=$!
            exec 3> pipe
            until grep -q 'SigCgt:.*[2367abef]$' /proc/$program/status; do kill -0 $program || exit 9; sleep 0.01; done
            sleep 0.5
            kill -INT $program
            tries=0
            while kill -0 $program 2> /dev/null; do sleep 0.1; tries=$((tries + 1)); [ $tries -lt 150 ] || kill -KILL $program; done
            wait $program; echo "exit code $?"
            """, environment: environment(), in: folder.path)
        #expect(run.output.contains("exit code 130"), "\(run)")
        #expect(run.errors.contains("interrupted at"), "\(run)")
    }

    /// What waits for a non-blocking pipe uses no processor, and reads what comes later.
    @Test func aNonBlockingPipe() throws {
        try folder.write(
            """
            import os, subprocess, sys, time
            reading, writing = os.pipe()
            os.set_blocking(reading, False)
            program = subprocess.Popen([os.environ["H"], "snap", "--series", "s", "-"], stdin=reading)
            os.close(reading)
            time.sleep(2)
            fields = open("/proc/%d/stat" % program.pid).read().rsplit(")", 1)[1].split()
            ticks = int(fields[11]) + int(fields[12])
            print("waits" if ticks < 0.3 * os.sysconf("SC_CLK_TCK") else "spins: %d ticks" % ticks)
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(open(os.environ["F"] + "/eventhandlers-0.core.zst", "rb").read())
            print("exit code", program.wait())
            """, to: "feed.py")
        let run = try Heapdrift.shell("python3 feed.py", environment: environment(), in: folder.path)
        #expect(run.output.contains("waits"), "\(run)")
        #expect(run.output.contains("exit code 0"), "\(run)")
    }
}
