import DumpSynth
import Testing

/// Tests many processes on one store, and processes that are killed at any point.
@Suite struct StoreCrashTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var environment: [String: String] { ["HEAPDRIFT_STORE": folder["store.db"]] }

    /// Writes small dumps that are all different: `0.core`, `1.core` and so on. The same dump is in a store once.
    private func makeDumps(_ count: Int) throws {
        let process = SyntheticProcess()
        let order = process.type("Shop.Order", in: process.module("App.dll"), baseSize: 40)
        for number in 0..<count {
            process.region(.gen2) { $0.object(order) }
            try folder.write(process.core().bytes(), to: "\(number).core")
        }
    }

    /// Eight processes put two snapshots each while a ninth reads.
    @Test func eightWriteWhileANinthReads() throws {
        try makeDumps(17)
        let script = """
            $H snap -q --only modules --series seed 0.core > /dev/null || exit 9
            for writer in 1 2 3 4 5 6 7 8; do (
                for day in 1 2; do
                    $H snap -q --jobs 1 --only modules --series "w$writer" --at "2026-0$writer-0$day" $((writer * 2 - 2 + day)).core > /dev/null || echo "writer $writer: $?"
                done
                touch "done$writer"
            ) & done
            reads=0
            while [ "$(ls done* 2> /dev/null | wc -l)" -lt 8 ]; do
                $H store ls -q --json > /dev/null || echo "reader: $?"
                reads=$((reads + 1))
            done
            wait
            [ $reads -gt 0 ] && echo "read"
            $H store sql -q --format csv 'select count(*) as n, count(distinct series) as s from snapshots'
            $H store verify -q
            """
        let run = try Heapdrift.shell(script, environment: environment, in: folder.path)
        #expect(run.errors.isEmpty, "\(run)")
        #expect(run.output.hasPrefix("read\nn,s\r\n17,9\r\n"), "\(run)")
        #expect(run.output.contains("no damage found; 17 snapshots"), "\(run)")
    }

    /// Eight processes take the same dump into one series: it is there once, whoever was first.
    @Test func eightTakeTheSameDump() throws {
        try makeDumps(1)
        let script = """
            for writer in 1 2 3 4 5 6 7 8; do
                $H snap -q --jobs 1 --series night --label "writer$writer=yes" 0.core > /dev/null || echo "writer $writer: $?" &
            done
            wait
            $H store sql -q --format csv 'select (select count(*) from snapshots) as n, (select count(*) from labels) as l'
            $H store verify -q
            """
        let run = try Heapdrift.shell(script, environment: environment, in: folder.path)
        #expect(run.errors.isEmpty, "\(run)")
        #expect(run.output.hasPrefix("n,l\r\n1,8\r\n"), "\(run)")
        #expect(run.output.contains("no damage found; 1 snapshot"), "\(run)")
    }

    /// Prepares a store of twelve nights, another store with other nights, and a file with all of them.
    private func prepare() throws {
        try folder.write(try #require(fileBytes(Fixtures.root + "/Snapshots/demo.db")), to: "base.db")
        try makeDumps(10)
        let script = """
            for day in 0 1 2 3 4 5 6 7 8 9; do
                $H snap -q --store base.db --only modules --series night --at "2026-08-1$day" $day.core > /dev/null || exit 1
            done
            $H baseline set -q --store base.db night@latest~3 > /dev/null &&
            $H store export -q --store base.db other.heapdrift night demo > /dev/null && cp base.db other.db &&
            $H snap -q --store small.db --only modules 0.core > /dev/null && rm *.core
            """
        let run = try Heapdrift.shell(script, environment: environment, in: folder.path)
        try #require(run.code == 0, "\(run)")
    }

    /// Each process is killed a few milliseconds later than the one before, from before it opens the store to after its end.
    @Test(arguments: [
        ("base.db", "store gc --keep-last 2"), ("small.db", "store import other.heapdrift"), ("small.db", "store merge other.db"),
        ("base.db", "baseline accept night"), ("base.db", "store rm night@latest~3 night@latest"),
        ("base.db", "store relabel night@latest~3 night@latest --series other --label a=b --at @5"),
        ("base.db", "store export half.heapdrift night demo"),
    ])
    func killedAtAnyPointTheStoreIsSound(_ store: String, _ verb: String) throws {
        try prepare()
        let script = """
            killed=0
            for time in 00 01 02 03 04 05 06 07 08 09 10 11 12 14 16 18 20 25 30 40; do
                rm -f store.db* half.heapdrift*
                cp \(store) store.db
                $H \(verb) -q > /dev/null & child=$!
                sleep "0.0$time"
                kill -9 $child 2> /dev/null
                wait $child 2> /dev/null
                [ $? -eq 137 ] && killed=$((killed + 1))
                $H store verify -q > said || { echo "after 0.0$time s:"; cat said; }
                [ -e half.heapdrift ] && { $H store verify -q half.heapdrift > said || cat said; }
            done
            [ $killed -gt 0 ] && echo "killed some"
            ls -A
            $H \(verb) -q > /dev/null || $H \(verb) --force -q > /dev/null || echo "the next one failed"
            """
        let run = try Heapdrift.shell(script, environment: environment, in: folder.path)
        let lines = run.output.split(separator: "\n")
        #expect(lines.first == "killed some", "\(run)")
        // The log of a killed process is part of its store. There must be no other files.
        let known = ["base.db", "other.db", "other.heapdrift", "small.db", "said", "half.heapdrift", "store.db"]
        let left = lines.dropFirst().map { line in ["-wal", "-shm"].reduce(String(line)) { $0.hasSuffix($1) ? String($0.dropLast(4)) : $0 }
        }
        #expect(left.allSatisfy { known.contains($0) }, "\(run)")
    }
}
