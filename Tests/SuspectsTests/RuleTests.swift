import SnapshotModel
import Testing

@testable import Suspects

@Suite struct RuleTests {
    private static func expect(
        _ report: SuspectReport, _ cause: Cause, _ subject: String, _ growth: Int128, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let first = report.suspects.first
        #expect(first?.cause == cause, sourceLocation: sourceLocation)
        #expect(first?.subject == subject, sourceLocation: sourceLocation)
        #expect(first?.objects.sustained == growth, sourceLocation: sourceLocation)
        #expect(first?.severity == .error, sourceLocation: sourceLocation)
    }

    // MARK: Holders

    @Test func collection() {
        let report = found { stage in
            Scene(holders: [
                held("Shop.sessions", "System.Collections.Generic.Dictionary<System.String, Shop.Session>", 1),
                held(
                    "Shop.sessions > _entries", "System.Collections.Generic.Dictionary<System.String, Shop.Session>+Entry[]", 1, size: 8000),
                held("Shop.sessions > _entries > [].key", "System.String", 1000 * stage),
                held("Shop.sessions > _entries > [].value", "Shop.Session", 1000 * stage),
            ])
        }
        Self.expect(report, .collection, "Shop.Session", 1000)
        // Keys and values are one suspect.
        #expect(report.suspects.count == 1)
        #expect(report.suspects[0].heapBytes == Course([0, 200_000, 400_000]))
        #expect(report.suspects[0].holder == "static Shop.sessions > _entries > [].value")
        #expect(report.outcome(.collection) == .fired(1))
    }

    @Test func eventSubscription() {
        let report = found { stage in
            var scene = Scene(holders: [
                held("Shop.bus", "Shop.Bus", 1), held("Shop.bus > Changed", "System.EventHandler", 1),
                held("Shop.bus > Changed > _invocationList", "System.Object[]", 1, size: 16 + 8 * 3000 * stage),
                held("Shop.bus > Changed > _invocationList > []", "System.EventHandler", 3000 * stage, size: 64),
                held("Shop.bus > Closed > _invocationList > []", "System.Action", 1000 * stage, size: 64),
            ])
            scene.delegates = [("Shop.Cart.OnChanged", "Shop.Bus", "Changed", "System.EventHandler", 3000 * stage)]
            return scene
        }
        Self.expect(report, .eventSubscription, "System.EventHandler", 3000)
        // All events of one publisher.
        #expect(report.suspects.count == 1)
        #expect(report.suspects[0].evidence.contains { $0.kind == .handler && $0.subject == "Shop.Bus.Changed < Shop.Cart.OnChanged" })
        #expect(report.suspects[0].nextStep == .unsubscribe)
    }

    @Test func aListOfDelegatesIsACollection() {
        let report = found { stage in Scene(holders: [held("Shop.todo > _items > []", "System.Action", 3000 * stage)]) }
        Self.expect(report, .collection, "System.Action", 3000)
    }

    @Test func timer() {
        let report = found { stage in
            Scene(holders: [
                held("System.Threading.TimerQueue.Instances > [] > _longTimers", "System.Threading.TimerQueueTimer", 5000 * stage),
                held("System.Threading.TimerQueue.Instances > [] > _longTimers > _state", "Shop.Session", 5000 * stage, size: 48),
                held("Shop.keep > _items > []", "System.Threading.Timer", 5000 * stage, size: 24),
            ])
        }
        Self.expect(report, .timer, "System.Threading.TimerQueueTimer", 5000)
        #expect(report.suspects.count == 1)
    }

    @Test func tokenRegistration() {
        let report = found { stage in
            Scene(holders: [
                held("Shop.stop > _registrations > Callbacks", "System.Threading.CancellationTokenSource+CallbackNode", 2000 * stage),
                held(
                    "Shop.stop > _registrations > Callbacks > CallbackState",
                    "System.Threading.CancellationTokenSource+Linked1CancellationTokenSource", 1000 * stage),
            ])
        }
        Self.expect(report, .tokenRegistration, "System.Threading.CancellationTokenSource+Linked1CancellationTokenSource", 1000)
    }

    @Test func pendingTask() {
        let box = "System.Runtime.CompilerServices.AsyncTaskMethodBuilder<System.Int32>+AsyncStateMachineBox<Shop.Call+<Run>d__1>"
        let report = found { stage in
            Scene(holders: [held("Shop.never > _task > m_continuationObject > _items > []", box, 3000 * stage)])
        }
        Self.expect(report, .taskNeverCompleted, box, 3000)
    }

    /// In a .gcdump nothing says to what an object is attached.
    @Test func dependentHandleWithoutItsKey() {
        let report = found { stage in
            Scene(holders: [held("dependent handle", "Shop.Extra", 3000 * stage, size: 200, root: "dependent handle")])
        }
        Self.expect(report, .dependentHandle, "Shop.Extra", 3000)
    }

    @Test func dependentHandle() {
        let report = found { stage in
            var scene = Scene(holders: [
                held("Shop.keep > _items > []", "Shop.Key", 3000 * stage, size: 24),
                held("Shop.keep > _items > [] > (dependent)", "Shop.Extra", 3000 * stage, size: 200),
            ])
            scene.handles = [("dependent", "Shop.Key", 3000 * stage, 0)]
            return scene
        }
        Self.expect(report, .dependentHandle, "Shop.Key", 3000)
        #expect(report.suspects[0].otherBytes == Course([0, 72_000, 144_000]))
    }

    @Test func connection() {
        let report = found { stage in
            Scene(holders: [
                held("Shop.clients > _items > []", "System.Net.Http.HttpClient", 60 * stage, size: 80),
                held("Shop.clients > _items > [] > socket", "System.Net.Sockets.Socket", 60 * stage, size: 5000),
                held("Shop.names > _items > []", "Shop.ClientName", 60 * stage, size: 300),
            ])
        }
        Self.expect(report, .connection, "System.Net.Http.HttpClient", 60)
        // What grows by as many is the same leak.
        #expect(report.suspects.map(\.cause) == [.connection])
        #expect(report.suspects[0].absorbed.map(\.subject) == ["Shop.ClientName"])
    }

    @Test func largeObjects() {
        let report = found { stage in Scene(holders: [held("Shop.keep > _items > []", "System.Byte[]", 50 * stage, size: 100_000)]) }
        Self.expect(report, .loh, "System.Byte[]", 50)
    }

    @Test func objectsOfStacksAreOnlyAWarning() {
        let report = found { stage in Scene(holders: [held("Shop.Job.Run", "Shop.Row", 3000 * stage, root: "stack")]) }
        #expect(report.suspects.map(\.cause) == [.unknown])
        #expect(report.suspects[0].severity == .warning)
        #expect(report.suspects[0].doubts == [.onlyStacks])
    }

    @Test func aCollectionInAVariableOfMainIsACollection() {
        func report(_ stages: Int) -> SuspectReport {
            found(stages) { stage in
                Scene(holders: [
                    held("Shop.Main", "System.Collections.Generic.List<Shop.Row>", 1, root: "stack"),
                    held("Shop.Main > _items", "Shop.Row[]", 1, root: "stack"),
                    held("Shop.Main > _items > []", "Shop.Row", 3000 * stage, root: "stack"),
                ])
            }
        }
        #expect(report(3).suspects.map(\.severity) == [.warning])
        Self.expect(report(5), .collection, "Shop.Row", 3000)
    }

    /// An async method runs on one thread and later on another one.
    @Test func whatStacksKeepDoesNotDependOnTheThread() {
        let report = found(5) { stage in
            Scene(holders: [
                held("Shop.Run\(stage) > StateMachine", "System.Collections.Generic.List<Shop.Row>", 1, root: "stack"),
                held("Shop.Run\(stage) > StateMachine > _items > []", "Shop.Row", 3000 * stage, root: "stack"),
            ])
        }
        Self.expect(report, .collection, "Shop.Row", 3000)
        #expect(report.suspects[0].holder == "stack Shop.Run4 > StateMachine > _items > []")
    }

    /// What accumulates in something that one timer, task or handler refers to is a collection.
    @Test func aQueueThatATimerRefersToIsACollection() {
        for (holder, type) in [
            ("System.Threading.TimerQueue.Instances > [] > _longTimers", "System.Threading.TimerQueueTimer"),
            ("Shop.bus > Changed > _invocationList > []", "System.Action"),
            ("Shop.never > m_continuationObject", "System.Runtime.CompilerServices.AsyncTaskMethodBuilder<A>+AsyncStateMachineBox<B>"),
            ("Shop.stop > _registrations > Callbacks", "System.Threading.CancellationTokenSource+CallbackNode"),
        ] {
            let report = found { stage in
                Scene(holders: [
                    held(holder, type, 1), held(holder + " > job > backlog", "System.Collections.Generic.Queue<Shop.Row>", 1),
                    held(holder + " > job > backlog > _array > []", "Shop.Row", 3000 * stage),
                ])
            }
            Self.expect(report, .collection, "Shop.Row", 3000)
        }
    }

    @Test func bothSegmentsOfAQueueAreOne() {
        let (head, tail): ([UInt64], [UInt64]) = ([0, 1000, 3000, 3000], [0, 1000, 1000, 3000])
        let report = found(4) { stage in
            Scene(holders: [
                held("Shop.todo", "System.Collections.Concurrent.ConcurrentQueue<Shop.Row>", 1),
                held("Shop.todo > _head", "System.Collections.Concurrent.ConcurrentQueueSegment<Shop.Row>", 3),
                held("Shop.todo > _head > _slots", "System.Collections.Concurrent.ConcurrentQueueSegment<Shop.Row>+Slot[]", 3),
                held("Shop.todo > _head > _slots > [].Item", "Shop.Row", head[Int(stage)]),
                held("Shop.todo > _tail", "System.Collections.Concurrent.ConcurrentQueueSegment<Shop.Row>", 1),
                held("Shop.todo > _tail > _slots", "System.Collections.Concurrent.ConcurrentQueueSegment<Shop.Row>+Slot[]", 1),
                held("Shop.todo > _tail > _slots > [].Item", "Shop.Row", tail[Int(stage)]),
            ])
        }
        Self.expect(report, .collection, "Shop.Row", 2000)
    }

    /// The runtime's own array holds the delegate of a static field whose class is not known.
    @Test func anEventOfAnUnknownClass() {
        let report = found { stage in
            var scene = Scene(holders: [
                held("runtime > []", "System.Action<Shop.Row>", 3000 * stage + 1, size: 64, root: "runtime"),
                held("runtime > [] > _invocationList", "System.Object[]", 1, size: 24_000 * stage + 24, root: "runtime"),
            ])
            scene.delegates = [("Shop.Cart.On", "", "", "System.Action<Shop.Row>", 3000 * stage)]
            return scene
        }
        Self.expect(report, .eventSubscription, "System.Action<Shop.Row>", 3000)
    }

    @Test func fewBytesOfManyConnectionsAreAnError() {
        let report = found { stage in Scene(holders: [held("Shop.all > _items > []", "System.Net.Sockets.Socket", 50 * stage, size: 200)]) }
        Self.expect(report, .connection, "System.Net.Sockets.Socket", 50)
    }

    // MARK: Handles

    @Test func pinnedHandle() {
        let report = found { stage in
            var scene = Scene(holders: [
                held("pinned handle", "System.Byte[]", 5000 * stage, size: 536, root: "pinned handle"),
                held("Shop.pins > _items", "System.Runtime.InteropServices.GCHandle[]", 1, size: 40_000 * (stage + 1)),
            ])
            scene.handles = [("pinned", "System.Byte[]", 5000 * stage, 5000 * 536 * stage)]
            scene.heap = (80_000 * stage, 10_000_000)
            return scene
        }
        Self.expect(report, .pinnedHandle, "System.Byte[]", 5000)
        #expect(report.suspects.count == 1)
        #expect(report.outcome(.fragmentation) == .quiet)
    }

    @Test func fragmentation() {
        let report = found { stage in
            var scene = Scene(holders: [held("pinned handle", "System.Byte[]", 5000 * stage, size: 48, root: "pinned handle")])
            scene.handles = [("pinned", "System.Byte[]", 5000 * stage, 240_000 * stage)]
            scene.heap = (8_000_000 * stage, 9_000_000 * stage + 1_000_000)
            return scene
        }
        Self.expect(report, .fragmentation, "System.Byte[]", 5000)
        #expect(report.suspects.count == 1)
        #expect(report.suspects[0].absorbed.map(\.cause) == [.pinnedHandle])
    }

    @Test func weakHandles() {
        let report = found { stage in
            var scene = Scene(holders: [])
            scene.handles = [("weak-short", "Shop.Item", 5000 * stage, 0)]
            return scene
        }
        #expect(report.suspects.map(\.cause) == [.weakHandle])
        #expect(report.suspects[0].objects.sustained == 5000)
    }

    // MARK: Code

    @Test func dynamicAssemblies() {
        let report = found { stage in
            var scene = Scene(holders: [])
            scene.moduleGroups = [("Made*", "XmlSerializer", 30 * stage, "Made.Writer7", false)]
            scene.loader = [("global", "high-frequency", 1_000_000 * (stage + 1))]
            return scene
        }
        Self.expect(report, .dynamicAssemblies, "Made.Writer#", 30)
        #expect(report.suspects[0].weight == 1_000_000)
        #expect(report.suspects[0].evidence.contains { $0.kind == .maker && $0.subject == "XmlSerializer" })
        let few = found { stage in
            var scene = Scene(holders: [])
            scene.moduleGroups = [("Made*", "XmlSerializer", 4 * stage, "Made.Writer7", false)]
            return scene
        }
        #expect(few.suspects.isEmpty)
        #expect(few.outcome(.dynamicAssemblies) == .quiet)
        #expect(
            few.rules.first { $0.rule == "dynamic-assemblies" }?.looked == [Looked(.modules, "XmlSerializer", Course([0, 4, 8]), least: 5)])
    }

    @Test func collectibleContext() {
        let report = found { stage in
            var scene = Scene(holders: [
                held("Shop.host > Changed > _invocationList > []", "System.EventHandler", 30 * stage, size: 64),
                held("Shop.host > Changed > _invocationList > [] > _target", "Plugin.Exporter", 30 * stage, size: 2000),
            ])
            scene.types = [
                ("System.String", "System.Private.CoreLib.dll", 100),
                ("System.Reflection.LoaderAllocator", "System.Private.CoreLib.dll", 30 * stage),
                ("Plugin.Exporter", "Plugin.dll", 30 * stage),
            ]
            scene.moduleGroups = [("Plugin.dll", "load contexts", 30 * stage, "Plugin.Exporter", true)]
            scene.loader = [("collectible", "low-frequency", 900_000 * stage)]
            return scene
        }
        Self.expect(report, .collectibleContext, "Plugin.dll", 30)
        #expect(report.suspects.count == 1)
        #expect(report.suspects[0].holder == "static Shop.host > Changed > _invocationList > []")
        #expect(report.outcome(.dynamicAssemblies) == .quiet)
    }

    @Test func dynamicMethods() {
        func report(_ methods: UInt64) -> SuspectReport {
            found { stage in
                var scene = Scene(holders: [
                    held("Shop.keep > _items > []", "System.Func<System.Int32>", 300 * stage, size: 64),
                    held("Shop.keep > _items > [] > _methodBase", "System.Reflection.Emit.DynamicMethod", 300 * stage, size: 1000),
                ])
                scene.dynamicMethods = [("expression trees", methods * stage)]
                return scene
            }
        }
        Self.expect(report(300), .dynamicMethods, "System.Func<System.Int32>", 300)
        // The runtime knows of no such methods, so the objects are something else.
        #expect(report(0).suspects.map(\.cause) == [.collection])
    }

    // MARK: Threads, finalizers, native memory

    @Test func threads() {
        let report = found { stage in
            var scene = Scene(holders: [
                held("Shop.connections > _items > []", "Shop.Connection", 20 * stage, size: 200_000),
                held("strong handle", "System.Threading.Thread", 20 * stage, size: 72, root: "strong handle"),
            ])
            scene.threads = [
                ("Shop.Wire.Read < Shop.Connection.Loop", 20 * stage),
                ("System.Threading.PortableThreadPool+WorkerThread.Start", 30 * stage),
            ]
            return scene
        }
        Self.expect(report, .threads, "Shop.Connection.Loop", 20)
        #expect(report.suspects.map(\.cause) == [.threads])
        #expect(report.suspects[0].otherBytes?.sustained == 167_772_160)
    }

    @Test func fewThreadsAreInformation() {
        let report = found(2) { stage in
            var scene = Scene(holders: [])
            scene.threads = [("Shop.Park", 1 + 3 * stage)]
            return scene
        }
        #expect(report.suspects.map(\.cause) == [.threads])
        #expect(report.suspects.map(\.severity) == [.information])
    }

    @Test func threadsOfWhichOnlyTheWaitIsKnownBelongToTheSiteWithMost() {
        let (known, waiting): ([UInt64], [UInt64]) = ([0, 12, 20, 21], [0, 0, 4, 15])
        let report = found(4) { stage in
            var scene = Scene(holders: [])
            scene.threads = [("Shop.Park", known[Int(stage)]), ("System.Threading.Thread.Sleep", waiting[Int(stage)])]
            return scene
        }
        Self.expect(report, .threads, "Shop.Park", 12)
    }

    @Test func finalizerBlockedAndSlow() {
        func report(_ frames: String) -> SuspectReport {
            found { stage in
                var scene = Scene(holders: [held("finalizer", "Shop.Image", 300 * stage, size: 32, root: "finalizer")])
                scene.ready = [("Shop.Image", 300 * stage)]
                scene.finalizerFrames = frames
                scene.native = 20_000_000 * (stage + 1)
                return scene
            }
        }
        let blocked = report("System.Threading.Monitor.Enter\nShop.Image.Finalize")
        Self.expect(blocked, .finalizerBlocked, "Shop.Image", 300)
        #expect(blocked.suspects[0].holder == "Shop.Image.Finalize")
        // Native memory belongs to the objects.
        #expect(blocked.suspects.count == 1)
        #expect(blocked.suspects[0].otherBytes?.sustained == 20_000_000)
        Self.expect(report(""), .finalizerSlow, "Shop.Image", 300)
    }

    @Test func nativeMemory() {
        func report(_ bytes: UInt64) -> SuspectReport {
            found { stage in
                var scene = Scene(holders: [])
                scene.native = bytes * stage
                return scene
            }
        }
        let first = report(32_000_000).suspects.first
        #expect(first?.cause == .native)
        #expect(first?.severity == .error)
        #expect(report(8_000_000).suspects.isEmpty)
    }

    // MARK: Missing sections

    @Test func aRuleWithoutItsSectionCouldNotLook() {
        let report = found { _ in Scene() }
        #expect(report.suspects.isEmpty)
        let expected: [Cause: String] = [
            .collectibleContext: "types", .dynamicAssemblies: "module_groups", .dynamicMethods: "holders",
            .finalizerBlocked: "finalization",
            .pinnedHandle: "holders", .fragmentation: "handles", .timer: "holders", .tokenRegistration: "holders",
            .eventSubscription: "holders", .dependentHandle: "holders", .taskNeverCompleted: "holders", .connection: "holders",
            .threads: "thread_groups", .loh: "holders", .unknown: "holders", .collection: "holders", .native: "ledger",
            .weakHandle: "handles",
        ]
        #expect(report.rules.count == expected.count)
        for (cause, section) in expected { #expect(report.outcome(cause) == .couldNotLook(NotInInput(section, stage: 0)), "\(cause)") }
    }

    @Test func aSectionThatOneStageLacksIsUnknown() {
        let report = found { stage in
            var scene = Scene(holders: [held("Shop.all > []", "Shop.Session", 1000 * stage)])
            if stage != 1 { scene.native = 40_000_000 * stage }
            return scene
        }
        #expect(report.suspects.map(\.cause) == [.collection])
        #expect(report.outcome(.native) == .couldNotLook(NotInInput("ledger", stage: 1)))
    }

    @Test func oneSnapshotHasNoSuspects() {
        #expect(found(1) { _ in Scene(holders: [held("Shop.all > []", "Shop.Session", 1000)]) } == SuspectReport(suspects: [], rules: []))
    }
}
