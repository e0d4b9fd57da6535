import Testing

/// A usage error gives a line that says what was probably meant, a line with the command for help, exit code 2 and nothing on standard
/// output.
@Suite struct UsageTests {
    @Test(arguments: [
        (["diff", "a", "b", "--jsn"], "unknown option '--jsn' for 'diff'; did you mean '--json'?", "diff"),
        (["dif", "a", "b"], "unknown verb 'dif'; did you mean 'diff'?", ""),
        (["store", "lss"], "unknown verb 'store lss'; did you mean 'store ls'?", "store"),
        (["store"], "'store' needs one of ls, sql, relabel, rm, gc, export, import, merge or verify after it", "store"),
        (["baseline"], "'baseline' needs one of set, list, show, accept or rm after it", "baseline"),
        (
            ["baseline", "set", "@1", "--name", "latest"],
            "'--name' takes a name of at most 100 letters, digits, '.', '_' and '-' that is neither 'latest' nor begins like a date, not 'latest'",
            "baseline set"
        ),
        (
            ["store", "gc"],
            "'store gc' removes nothing without a rule that says what to keep: some of --keep-last N, --keep-daily N, --keep-weekly N, "
                + "--keep-monthly N, --keep-within DAYS",
            "store gc"
        ),
        (
            ["store", "export", "orders@latest", "x.heapdrift"],
            "'store export' takes the file to write first, then what goes into it; 'orders@latest' is a snapshot", "store export"
        ),
        (
            ["show", "@1", "tpyes"],
            "'SECTION' takes types, holders, modules, module_groups, dynamic_methods, threads, thread_groups, heaps, ledger, "
                + "loader_heaps, delegates, async, timers, tasks, handles, finalization, gc, os_handles, root_paths, sync_blocks, "
                + "counters or trust, not 'tpyes'; did you mean 'types'?",
            "show"
        ),
        (["diff"], "missing argument A for 'diff'", "diff"),
        (
            ["diff", "@1", "@2", "--section", "handels"],
            "'--section' takes types, holders, modules, module_groups, dynamic_methods, threads, thread_groups, heaps, ledger, "
                + "loader_heaps, delegates, async, timers, tasks, handles, finalization, gc, os_handles, root_paths, sync_blocks or "
                + "counters, not 'handels'; did you mean "
                + "'handles'?",
            "diff"
        ),
        (["diff", "@1", "@2", "--top", "-1"], "'--top' takes a whole number from 0, not '-1'", "diff"),
        (["diff", "@1", "@2", "--loops", "0"], "'--loops' takes a whole number from 1 to 1000000000, not '0'", "diff"),
        (["trend", "night", "--loops", "many"], "'--loops' takes a whole number from 1 to 1000000000, not 'many'", "trend"),
        (["trend", "night", "--limit", "2 loads"], "'--limit' takes a size like '64 kB', '1.5 GB' or '2 GiB', not '2 loads'", "trend"),
        (
            ["snap", "a.core", "--at", "yesterday"],
            "'--at' takes a time that exists, like 2026-08-01T10:30 (UTC), 2026-08-01 or @SECONDS, not 'yesterday'", "snap"
        ),
        (["snap", "a.core", "--label", "red"], "'--label' takes KEY=VALUE, not 'red'", "snap"),
        (["snap", "a.core", "--series", "a@b"], "'--series' takes a name without '@', not 'a@b'", "snap"),
        (
            ["snap", "a.core", "--max-unpacked", "lots"], "'--max-unpacked' takes a size like '64 kB', '1.5 GB' or '2 GiB', not 'lots'",
            "snap"
        ),
        (["snap", "a.core", "--store", ""], "'--store' takes something that is not empty, not ''", "snap"),
        (
            ["show", "@1", "-o", "x.exe"],
            "'--output' takes a file that ends in .txt, .json, .csv, .md or .prom, or FORMAT:FILE with text, json, csv, markdown or "
                + "openmetrics, not 'x.exe'", "show"
        ),
        (
            ["diff", "@1", "@2", "--min-change", "much"],
            "'--min-change' takes a change like '5% and 1 MB', '10% or 5 MB', '2%', '64 kB' or '5% and 200', not 'much'",
            "diff"
        ),
        (["diff", "a\u{1B}[31m\u{202E}", "--jsn=\u{7}"], "unknown option '--jsn' for 'diff'; did you mean '--json'?", "diff"),
        (["a\u{1B}[31m\u{202E}b"], "unknown verb 'a\\u{1b}[31m\\u{202e}b', and there is no file or folder of that name", ""),
    ])
    func aSentenceAHintAndExitCode2(_ words: [String], _ sentence: String, _ verb: String) throws {
        let run = try Heapdrift.run(words)
        #expect(run.errorLines == ["heapdrift: \(sentence)", "see 'heapdrift help\(verb.isEmpty ? "" : " ")\(verb)'"])
        #expect(run.code == 2)
        #expect(run.output.isEmpty)
    }

    @Test func aRuleOfTheCommandLineIsCorrectedLikeOneOfABudget() throws {
        let mistyped = try Heapdrift.run(["check", "a.core", "--max", "heap.totl=1 GB"])
        #expect(mistyped.errors.contains("did you mean 'heap.total'?"), "\(mistyped)")
        #expect(!mistyped.errors.contains("lists the metrics"), "\(mistyped)")
        let unit = try Heapdrift.run(["check", "a.core", "--max", "heap.total=1 XB"])
        #expect(unit.code == 2, "\(unit)")
        #expect(!unit.errors.contains("lists the metrics"), "\(unit)")
        let unknown = try Heapdrift.run(["check", "a.core", "--max-growth", "zzzzzzzz=5%"])
        #expect(unknown.errors.contains("'heapdrift check --metrics' lists the metrics"), "\(unknown)")
    }

    @Test func withJSONTheErrorIsADocumentToo() throws {
        let run = try Heapdrift.run(["diff", "--json"])
        #expect(run.code == 2)
        #expect(run.errorLines.first == "heapdrift: missing argument A for 'diff'")
        for part in ["\"kind\":\"error\"", "\"exit_code\":2", "\"schema_version\":1", "missing argument A for 'diff'"] {
            #expect(
                run.output.filter { !" \n".contains($0) }.contains(part.filter { !" ".contains($0) }), "\(part) is missing in \(run.output)"
            )
        }
    }

    @Test func withoutARepositoryOrAHomeThereIsNoStore() throws {
        let folder = try TemporaryFolder()
        let run = try Heapdrift.run(["store", "ls"], environment: ["HOME": ""], in: folder.path)
        #expect(run.code == 2)
        #expect(run.errorLines.first?.contains("give --store PATH") == true)
    }
}
