import Testing

/// A file that becomes shorter while it is read ends in a sentence, and never in a signal.
///
/// The program is held still where it opens the store, which another process has locked; by then the input is mapped.
@Suite struct ShrinkingFileTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(
            """
            import os, sqlite3, sys, time
            store = sqlite3.connect("store.db")
            store.execute("pragma locking_mode = exclusive")
            store.execute("begin exclusive")
            open("locked", "w").close()
            end = time.monotonic() + 25
            while not os.path.exists("unlock") and time.monotonic() < end: time.sleep(0.01)
            """, to: "lock.py")
    }

    /// Runs the program with `words`. As soon as it has mapped `mapped`, or else `file`, the file is cut to `size` bytes.
    private func run(_ words: String, cutting file: String, to size: Int, once mapped: String? = nil) throws -> Heapdrift.Run {
        try Heapdrift.shell(
            """
            set -e
            trap 'touch unlock' EXIT
            for stage in 0 1 2; do zstd -qdf $F/eventhandlers-$stage.core.zst -o $stage.core; done
            tar cf night.tar 0.core 1.core
            $H snap -q --series first 2.core >/dev/null
            python3 lock.py & lock=$!
            until [ -e locked ]; do sleep 0.01; done
            $H \(words) & program=$!
            until grep -q "\(mapped ?? file)" /proc/$program/maps; do kill -0 $program; sleep 0.01; done
            truncate -s \(size) "\(file)"
            touch unlock
            wait $lock
            code=0; wait $program || code=$?
            echo "exit code $code"
            $H store ls --format csv
            """, environment: ["HEAPDRIFT_STORE": folder["store.db"], "F": Fixtures.root + "/Tests/Fixtures"], in: folder.path)
    }

    @Test(arguments: [0, 4096, 60_000])
    func ofABatchTheOthersAreReadAndKept(_ size: Int) throws {
        let run = try run("snap --series s 0.core 1.core", cutting: "0.core", to: size)
        #expect(run.errors.contains("0.core: the file became shorter while it was read"), "\(run)")
        #expect(run.output.contains("exit code 3"), "\(run)")
        #expect(run.output.contains(",exact,3553,"), "\(run)")
    }

    @Test func anArchiveThatBecomesShorter() throws {
        let run = try run("snap --series s night.tar 1.core", cutting: "night.tar", to: 4096, once: "heapdrift-unpacked")
        #expect(run.errors.contains("the file became shorter while it was read"), "\(run)")
        #expect(run.output.contains("exit code 3"), "\(run)")
        #expect(run.output.contains("night.tar/0.core"), "\(run)")
        #expect(run.output.contains(",exact,3553,"), "\(run)")
    }

    @Test func theRefusalHasAWordForScripts() throws {
        let run = try run("show 0.core --json", cutting: "0.core", to: 4096)
        #expect(run.output.contains("\"pages-lost\""), "\(run)")
        #expect(run.output.contains("exit code 3"), "\(run)")
    }

    /// The -shm file beside the store is mapped by SQLite.
    @Test func aStoreWhoseSharedMemoryBecomesShorter() throws {
        let run = try Heapdrift.shell(
            """
            set -e
            mkfifo pipe
            $H snap --series s $F/eventhandlers-0.core.zst - < pipe & program=$!
            exec 3> pipe
            tries=0
            until $H store ls 2>/dev/null | grep -q LeakLab; do
                kill -0 $program; sleep 0.05; tries=$((tries + 1)); [ $tries -lt 500 ]
            done
            truncate -s 0 store.db-shm
            cat $F/eventhandlers-1.core.zst >&3
            exec 3>&-
            code=0; wait $program || code=$?
            echo "exit code $code"
            $H store verify
            $H store ls --format csv
            """, environment: ["HEAPDRIFT_STORE": folder["store.db"], "F": Fixtures.root + "/Tests/Fixtures"], in: folder.path)
        #expect(run.errors.contains("store.db-shm became shorter"), "\(run)")
        #expect(run.output.contains("exit code 3"), "\(run)")
        #expect(run.output.contains("1,s,"), "\(run)")
        #expect(run.code == 0, "\(run)")
    }
}
