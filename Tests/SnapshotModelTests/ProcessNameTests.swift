import SnapshotModel
import Testing

/// Names of processes: whole ones, those of which the kernel or gdb kept the beginning, and those of hosts.
@Suite struct ProcessNameTests {
    private func capture(_ process: String, _ executable: String? = nil) -> Capture {
        Capture(
            time: 0, timeSource: .given, process: process, executable: executable, pid: 1, os: "linux", arch: "x86-64",
            runtime: Capture.Runtime(name: ".NET", version: "8.0.4"), gc: nil, dumpKind: .heap, labels: [:])
    }

    @Test func longNamesThatBeginAlikeAreTwo() {
        let names = Capture.distinctProcesses([capture("MyCompany.Billing.Api"), capture("MyCompany.Billing.Worker")])
        #expect(names == ["MyCompany.Billing.Api", "MyCompany.Billing.Worker"])
    }

    /// The kernel keeps 15 bytes, gdb writes 16.
    @Test(arguments: ["MyCompany.Billi", "MyCompany.Billin"]) func aNameThatIsCutOffIsTheWholeOne(short: String) {
        #expect(capture(short).hasProcessName(of: capture("MyCompany.Billing.Api")))
        #expect(Capture.distinctProcesses([capture(short), capture("MyCompany.Billing.Api")]) == ["MyCompany.Billing.Api"])
    }

    @Test func aNameThatIsCutOffHidesNoDifference() {
        let all = [capture("MyCompany.Billi"), capture("MyCompany.Billing.Api"), capture("MyCompany.Billing.Worker")]
        #expect(Capture.distinctProcesses(all) == ["MyCompany.Billing.Api", "MyCompany.Billing.Worker"])
    }

    /// Where the executable is known, a name of 15 bytes is whole.
    @Test func aWholeNameIsNotCutOff() {
        let whole = capture("Company.Billing", "Company.Billing")
        let worker = capture("Company.Billing.Worker", "Company.Billing.Worker")
        #expect(!whole.hasProcessName(of: worker))
        #expect(!worker.hasProcessName(of: whole))
        #expect(Capture.distinctProcesses([whole, worker]) == ["Company.Billing", "Company.Billing.Worker"])
        #expect(capture("Company.Billing").hasProcessName(of: worker))
        #expect(!capture("Company.Billing.Worker").hasProcessName(of: whole))
    }

    @Test func otherBeginningsAreOtherNames() {
        #expect(!capture("Orders").hasProcessName(of: capture("Orders.Api")))
        #expect(!capture("MyCompany.Bill").hasProcessName(of: capture("MyCompany.Billing.Api")))
        #expect(Capture.distinctProcesses([capture("orders"), capture("billing"), capture("orders")]) == ["orders", "billing"])
    }

    /// Older versions named a native host by its executable.
    @Test func anOlderSnapshotHasTheNameOfTheExecutable() {
        let newer = capture("Plugin", "long-named-native-host")
        #expect(capture("long-named-nati").hasProcessName(of: newer))
        #expect(newer.hasProcessName(of: capture("long-named-nati")))
        #expect(!capture("Other", "long-named-native-host").hasProcessName(of: newer))
        #expect(Capture.distinctProcesses([capture("long-named-nati"), newer]) == ["Plugin"])
    }

    @Test func theNameOfAHostSaysNothing() {
        for host in ["dotnet", "w3wp", "iisexpress", "testhost", "testhost.x86", "python3", "python3.12", "ld-linux-x86-64.so.2"] {
            #expect(Capture.distinctProcesses([capture(host), capture("Orders")]) == ["Orders"], "\(host)")
        }
        for program in ["Python.Service", "dotnet-counters", "testhoster", "pythonic"] {
            #expect(Capture.distinctProcesses([capture(program), capture("Orders")]).count == 2, "\(program)")
        }
    }
}
