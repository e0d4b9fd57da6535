import CoreCLR
import DumpFormats
import DumpSynth
import ProcessMemory
import RawMemory
import Testing

@testable import HeapWalk

/// Delegates and what holds them. Addresses of code are made up: the walk compares them and does not follow them.
@Suite struct HeapCollectionTests {
    private static let (code, other) = (0x7F77_0000_1000 as UInt64, 0x7F77_0000_2000 as UInt64)

    /// A publisher with an event `Changed`, handlers of two types, and what a test adds.
    private struct Made {
        let process = SyntheticProcess()
        let delegates: SyntheticDelegates
        let app: SyntheticModule
        let handler: SyntheticType
        let publisher: SyntheticType
        let subscriber: SyntheticType

        init() {
            delegates = SyntheticDelegates(process)
            app = process.module("App.dll")
            handler = delegates.type("Shop.Handler", in: app)
            publisher = process.type("Shop.Publisher", in: app, baseSize: 32)
            process.fields([delegates.field("Changed", handler, at: 0), .init("_name", 0x12, at: 8)], of: publisher)
            subscriber = process.type("Shop.Subscriber", in: app)
        }

        func found(workers: Int = 1) throws -> HeapCollection {
            let dump = ProcessDump(try ELFCore(process.core().bytes().mapped()))
            let runtime = try DotNetRuntime(dump, AddressSpace(dump))
            let heap = try #require(runtime.walkable.value)
            let roles = try #require(runtime.objectRoles(ModuleMetadata(runtime.modules.value ?? [])))
            let (census, collection) = try HeapCensus.collecting(heap, roles, workers: workers, WorkProgress())
            #expect(census == (try HeapCensus(heap, workers: 1, WorkProgress())))
            return collection
        }

        /// Adds a publisher whose event is `delegate`.
        func publish(_ delegate: UInt64, in region: inout RegionContents) {
            process.poke(delegate, at: region.position + 8)
            region.object(publisher)
        }
    }

    @Test(arguments: [1, 3]) func listsAreUnrolled(_ workers: Int) throws {
        let made = Made()
        made.process.region(.gen2) { region in
            let target = region.position
            region.object(made.subscriber)
            let a = made.delegates.add(made.handler, to: &region, target: target, method: Self.code)
            let b = made.delegates.add(made.handler, to: &region, target: target, method: Self.code)
            let c = made.delegates.add(made.handler, to: &region, target: target, method: Self.other)
            // The same delegate twice: two subscriptions, one delegate. The array has room for more.
            made.publish(made.delegates.add(made.handler, to: &region, calling: [a, b, a, c], length: 8), in: &region)
            // One that nobody holds, and one to a static method, which is its own target.
            _ = made.delegates.add(made.handler, to: &region, target: target, method: Self.code)
            let address = region.position
            _ = made.delegates.add(made.handler, to: &region, target: address, method: 0x7F77_0000_9000, auxiliary: Self.other)
        }
        let found = try made.found(workers: workers)
        #expect(found.publishers.map(\.table.value) == [made.publisher.handle])
        #expect(found.publishers.map(\.field) == ["Changed"])
        #expect(found.delegates.map(\.use.method.value) == [Self.code, Self.other, 0x7F77_0000_9000])
        #expect(found.delegates.map(\.use.target.value) == [made.subscriber.handle, made.subscriber.handle, 0])
        #expect(found.delegates.map(\.objects) == [3, 1, 1])
        #expect(found.delegates.map(\.held) == [2, 1, 0])
        #expect(found.delegates.map { $0.references.map(\.count) } == [[3], [1], []])
        #expect([found.unreadable, found.listsCut, found.outside, found.listsUnread] == [0, 0, 0, 0])
    }

    @Test func aFieldWithOneDelegate() throws {
        let made = Made()
        made.process.region(.gen0) { region in
            let one = made.delegates.add(made.handler, to: &region, target: 0, method: Self.code)
            for _ in 0..<5 { made.publish(one, in: &region) }
            made.publish(0, in: &region)
            // An object that is no delegate.
            made.publish(one - 8 + 64 + 8, in: &region)
        }
        let found = try made.found()
        #expect(found.delegates.map(\.objects) == [1])
        #expect(found.delegates.map(\.held) == [1])
        #expect(found.delegates.first?.references.map(\.count) == [5])
    }

    /// A list of many delegates is read once, in parts, and counts for every field that refers to it.
    @Test(arguments: [1, 4]) func longLists(_ workers: Int) throws {
        let made = Made()
        let count = 40_000
        made.process.region(.gen2) { region in
            var all: [UInt64] = []
            for index in 0..<count {
                let method = index % 2 == 0 ? Self.code : Self.other
                all.append(made.delegates.add(made.handler, to: &region, target: 0, method: method))
            }
            let event = made.delegates.add(made.handler, to: &region, calling: all)
            made.publish(event, in: &region)
            made.publish(event, in: &region)
        }
        let found = try made.found(workers: workers)
        #expect(found.delegates.map(\.objects) == [20_000, 20_000])
        #expect(found.delegates.map(\.held) == [20_000, 20_000])
        #expect(found.delegates.map { $0.references.map(\.count) } == [[40_000], [40_000]])
    }

    @Test func staticEvents() throws {
        let made = Made()
        let holder = made.process.type("Shop.Events", in: made.app)
        made.process.fields([made.delegates.field("Closed", made.handler, at: 0x18, flags: 0x100_0000)], of: holder)
        made.process.keepLoadedTypes([made.handler, made.publisher, made.subscriber, holder], of: made.app)
        let (local, statics) = (made.process.allocate(0x40), made.process.allocate(0x40))
        made.process.poke(local, at: made.app.address + 0x4C8)
        made.process.poke(statics, at: local + 0x20)
        made.process.region(.gen2) { region in
            made.process.poke(made.delegates.add(made.handler, to: &region, target: 0, method: Self.code), at: statics + 0x18)
        }
        let found = try made.found()
        #expect(found.publishers.contains { $0.table.value == holder.handle && $0.field == "Closed" })
        #expect(found.delegates.map(\.held) == [1])
        #expect(found.delegates.first?.references.map { found.publishers[$0.publisher].field } == ["Closed"])
    }

    // MARK: Damage

    /// A list that contains its own delegate, null, and a number that is no address.
    @Test func cyclicLists() throws {
        let made = Made()
        made.process.region(.gen2) { region in
            let one = made.delegates.add(made.handler, to: &region, target: 0, method: Self.code)
            let list = region.position
            let event = made.delegates.add(made.handler, to: &region, calling: [one, 0, 0xFFFF_FFFF_FFFF_FFF8, one])
            made.process.poke(event, at: list + 16 + 24)
            made.publish(event, in: &region)
        }
        let found = try made.found()
        #expect(found.delegates.map(\.objects) == [1])
        #expect(found.delegates.first?.references.map(\.count) == [1])
        #expect(found.unreadable == 3)
    }

    @Test(arguments: [5, 1 << 40, .max] as [UInt64]) func countsBeyondTheArray(_ count: UInt64) throws {
        let made = Made()
        made.process.region(.gen2) { region in
            let one = made.delegates.add(made.handler, to: &region, target: 0, method: Self.code)
            let event = made.delegates.add(made.handler, to: &region, calling: [one, one, one])
            made.process.poke(count, at: event + 0x30)
            made.publish(event, in: &region)
        }
        let found = try made.found()
        #expect(found.listsCut == 1)
        #expect(found.unreadable == 0)
        #expect(found.delegates.first?.references.map(\.count) == [3])
    }

    /// A target that the dump does not hold, and a delegate in a field that lies outside of the heap.
    @Test func outsideOfTheHeap() throws {
        let made = Made()
        let stray = made.process.allocate(64)
        made.process.poke(made.handler.handle, at: stray)
        made.delegates.set(stray, target: 0, method: Self.other)
        made.process.region(.gen2) { region in
            _ = made.delegates.add(made.handler, to: &region, target: 0x1234_5678, method: Self.code)
            made.publish(stray, in: &region)
        }
        let found = try made.found()
        #expect(found.outside == 1)
        #expect(found.delegates.map(\.objects) == [1, 0])
        #expect(found.delegates.map(\.held) == [0, 0])
        #expect(found.delegates.map(\.use.target) == [HeapCollection.Use.unreadable, Address(0)])
    }

    /// Many delegates with one array: all together they have more elements than the dump has words.
    @Test func listsThatShareTheirArrays() throws {
        let made = Made()
        made.process.region(.gen2) { region in
            let one = made.delegates.add(made.handler, to: &region, target: 0, method: Self.code)
            let list = region.position
            _ = made.delegates.add(made.handler, to: &region, calling: Array(repeating: one, count: 3000))
            for length in 1000..<3000 as Range<UInt64> {
                let event = region.position
                region.object(made.handler)
                made.delegates.set(event, target: event, method: 0x7FFF_0000_0010, list: list, count: length)
                made.publish(event, in: &region)
            }
        }
        let (found, again) = (try made.found(workers: 1), try made.found(workers: 4))
        #expect(found.listsUnread > 1000)
        #expect(found.listsUnread == again.listsUnread)
        #expect(found.delegates.first?.references.map(\.count) == again.delegates.first?.references.map(\.count))
    }

    // MARK: Tasks, async methods, timers

    @Test func tasksAndStateMachines() throws {
        let made = Made()
        let process = made.process
        let task = process.type("System.Threading.Tasks.Task", in: process.coreLib, baseSize: 48)
        process.fields([.init("m_action", 0x12, at: 0), .init("m_stateFlags", 0x08, at: 32)], of: task)
        let builder = process.type("System.Runtime.CompilerServices.AsyncTaskMethodBuilder`1", in: process.coreLib)
        let machine = process.valueType("Shop.Worker+<Run>d__1", in: made.app, size: 8)
        process.fields([.init("<>1__state", 0x08, at: 4)], of: machine)
        let box = process.generic(
            "AsyncStateMachineBox`1", in: process.coreLib, [machine], baseSize: 72, nestedIn: builder, isShared: false)
        process.setBase(task, of: box)
        process.fields([.init("StateMachine", 0x11, at: 40, signature: [0x13, 0])], of: box)
        process.region(.gen0) { region in
            let run = made.delegates.add(made.handler, to: &region, target: 0, method: Self.code)
            for flags in [0x1000400, 0x1000400, 0x2000400, 0] as [UInt32] {
                process.poke(flags, at: region.position + 40)
                if flags == 0 { process.poke(run, at: region.position + 8) }
                region.object(task)
            }
            // The state machine of an ended task is cleared.
            for (state, flags) in [(0, 0x2000400), (1, 0x2000400), (0, 0x1000400)] as [(Int32, UInt32)] {
                process.poke(state, at: region.position + 48 + 4)
                process.poke(flags, at: region.position + 40)
                region.object(box)
            }
        }
        let found = try made.found()
        #expect(found.tasks.filter { $0.table.value == task.handle }.map(\.state) == [.created, .waitingForActivation, .ranToCompletion])
        #expect(found.tasks.filter { $0.table.value == task.handle }.map(\.count) == [1, 1, 2])
        #expect(found.tasks.compactMap(\.action?.method.value) == [Self.code])
        #expect(found.tasks.filter { $0.table.value == box.handle }.map(\.count) == [2, 1])
        #expect(found.stateMachines.map(\.state) == [-2, 0, 1])
        #expect(found.stateMachines.map(\.count) == [1, 1, 1])
    }

    /// Mono's compiler names the state `$PC`. A box whose state has no known name is counted too.
    @Test(arguments: [("$PC", 7), ("_where", nil)] as [(String, Int32?)]) func otherCompilers(_ field: String, _ state: Int32?) throws {
        let made = Made()
        let process = made.process
        let builder = process.type("System.Runtime.CompilerServices.AsyncTaskMethodBuilder`1", in: process.coreLib)
        let machine = process.valueType("Shop.Worker+<Run>c__async0", in: made.app, size: 8)
        process.fields([.init(field, 0x08, at: 4)], of: machine)
        let box = process.generic(
            "AsyncStateMachineBox`1", in: process.coreLib, [machine], baseSize: 72, nestedIn: builder, isShared: false)
        process.fields([.init("StateMachine", 0x11, at: 40, signature: [0x13, 0])], of: box)
        process.region(.gen0) { region in
            process.poke(7 as Int32, at: region.position + 48 + 4)
            region.object(box)
        }
        let found = try made.found()
        #expect(found.stateMachines.map(\.state) == [state])
        #expect(found.stateMachines.map(\.count) == [1])
    }

    /// A field that lies behind the end of the box is not read.
    @Test func aStateOutsideOfItsBox() throws {
        let made = Made()
        let process = made.process
        let builder = process.type("System.Runtime.CompilerServices.AsyncTaskMethodBuilder`1", in: process.coreLib)
        let machine = process.valueType("Shop.Worker+<Run>d__1", in: made.app, size: 8)
        process.fields([.init("<>1__state", 0x08, at: 0x700_0000)], of: machine)
        let box = process.generic(
            "AsyncStateMachineBox`1", in: process.coreLib, [machine], baseSize: 72, nestedIn: builder, isShared: false)
        process.fields([.init("StateMachine", 0x11, at: 40, signature: [0x13, 0])], of: box)
        process.region(.gen0) { $0.object(box, count: 2) }
        let found = try made.found()
        #expect(found.stateMachines.map(\.state) == [nil])
        #expect(found.stateMachines.map(\.count) == [2])
    }

    @Test func timers() throws {
        let made = Made()
        let process = made.process
        let timer = process.type("System.Threading.TimerQueueTimer", in: process.coreLib, baseSize: 64)
        process.fields(
            [
                .init("_timerCallback", 0x12, at: 0), .init("_state", 0x12, at: 8), .init("_dueTime", 0x09, at: 16),
                .init("_period", 0x09, at: 20),
            ], of: timer)
        process.region(.gen0) { region in
            let tick = made.delegates.add(made.handler, to: &region, target: 0, method: Self.code)
            let state = region.position
            region.object(made.subscriber)
            for (due, period) in [(1000, 1000), (5, .max), (.max, 1000), (1000, 1000)] as [(UInt32, UInt32)] {
                process.poke(tick, at: region.position + 8)
                process.poke(state, at: region.position + 16)
                process.poke(due, at: region.position + 24)
                process.poke(period, at: region.position + 28)
                region.object(timer)
            }
        }
        let found = try made.found()
        #expect(found.timers.map(\.period) == [1000, 1000, nil])
        #expect(found.timers.map(\.isScheduled) == [false, true, true])
        #expect(found.timers.map(\.count) == [1, 2, 1])
        #expect(found.timers.allSatisfy { $0.callback?.method.value == Self.code && $0.state.value == made.subscriber.handle })
    }
}
