import DumpFormats
import DumpSynth
import Glibc
import RawMemory
import SnapshotModel
import Testing

@testable import Reduction

/// Reads dumps with a changed byte or word, and dumps that are cut off. Each gives a snapshot or a refusal with a sentence. None traps,
/// runs for ever, or takes more memory than its size explains.
///
/// The cases are the same in every run. Most change bytes that are not zero, which in these dumps are headers, notes, the runtime's
/// structures, method tables, metadata and objects. A run reads one case of seven, and `scripts/shake --made-up` reads all of them, about
/// 13,000. Every case that failed once has a test of its own (ContractDescriptorTests: bytes that are not UTF-8).
@Suite(.timeLimit(.minutes(10))) struct HostileSweepTests {
    private static let isWhole = unsafe getenv("HEAPDRIFT_WHOLE_SWEEP") != nil
    /// One of this many cases is read. It is not a multiple of five, so that the sample has each of the five kinds of change.
    private static let share = isWhole ? 1 : 7

    enum Kind: String, CaseIterable {
        case core, minidump, cutMinidump, fullMinidump, server, described

        func bytes() -> [UInt8] {
            var library = RuntimeLibrary()
            if self == .described {
                library.path = "/usr/share/dotnet/shared/Microsoft.NETCore.App/11.0.1/libcoreclr.so"
                library.exports.append(RuntimeLibrary.descriptorExport)
                library.hasDefiningModules = true
            }
            let process = SyntheticProcess(library)
            let app = process.module("App.dll")
            process.module("Emitted", layout: .dynamic)
            let order = process.type("Shop.Order", in: app, baseSize: 40)
            let list = process.generic("System.Collections.Generic.List`1", in: process.coreLib, [order])
            let orders = process.arrayType(of: order, rank: 2)
            process.references([(8, 2), (32, 1)], of: order)
            process.referencesAsElements(of: orders)
            process.thread(osID: 5000)
            process.nativeThread(osID: 5001)
            let young = process.region(.gen0) {
                $0.object(order, count: 20)
                $0.free(64)
                $0.string("text")
            }.objects.lowerBound
            let delegates = SyntheticDelegates(process)
            let handler = delegates.type("Shop.Handler", in: app)
            let publisher = process.type("Shop.Publisher", in: app)
            process.fields([delegates.field("Changed", handler, at: 0)], of: publisher)
            let old = process.region(.gen2) { region in
                region.object(list)
                let target = region.position
                region.array(orders, 3)
                for element in 0..<3 { process.poke(young + UInt64(element) * 40, at: target + 32 + UInt64(element) * 8) }
                var all: [UInt64] = []
                for _ in 0..<3 { all.append(delegates.add(handler, to: &region, target: target, method: 0x7F77_0000_1000)) }
                let event = delegates.add(handler, to: &region, calling: all)
                process.poke(event, at: region.position + 8)
                region.object(publisher)
            }.objects.lowerBound
            process.handleTables([
                [
                    (CLR8Handles.strong, old), (CLR8Handles.pinned, young), (CLR8Handles.weakLong, young + 40),
                    (CLR8Handles.strong, old + 24),
                ]
            ])
            process.finalization(queued: [.gen0: [young + 80], .gen2: [old]], ready: [young + 120])
            process.collectionRecords(left: [1, 2, 3, 4, 5], counts: [7, 3, 2, 2, 2], clocks: [7, 7, 4, 0, 0])
            switch self {
            case .core: return process.core().bytes()
            case .server:
                let heaps = (0..<2).map { _ in
                    [HeapGeneration.gen0, .gen1, .gen2, .loh, .poh].map { process.region($0) { $0.object(order, count: 3) } }
                }
                process.serverHeaps(heaps)
                return process.core().bytes()
            case .described:
                let part = process.furtherDescriptor("{\"types\":{\"AppDomain\":{\"AssemblyList\":[2544]}}}")
                let holder = process.allocate(8)
                process.poke(part, at: holder)
                process.contractDescriptor(
                    """
                    {"types":{"Thread":{"Id":32,"OSId":[424],"LinkNext":232},"ThreadStore":{"FirstThreadLink":160},"MethodTable":{"Module":24},
                    "Module":{"SimpleName":264,"PEAssembly":272}},"subDescriptors":{"GC":[0]}}
                    """, [holder])
                return process.core().bytes()
            case .minidump: return process.minidump().bytes()
            case .cutMinidump: return process.minidump(cut: 4096).bytes()
            case .fullMinidump:
                var dump = process.minidump()
                dump.isFull = true
                dump.handles = ["File", "Event", nil, "Event"]
                dump.threadInfo = [(5000, 0), (5001, 16)]
                dump.exception = (5000, 0xC000_0005)
                return dump.bytes()
            }
        }
    }

    /// Reads a file and returns whether there was a snapshot.
    private func read(_ bytes: [UInt8]) throws -> Bool {
        let progress = WorkProgress()
        var options = ReductionOptions()
        options.workers = 1
        do {
            let file = PlainFile(file: try bytes.mapped(), path: "x", modified: 0, isOfThisRun: false)
            for input in try options.recognise(file, progress) { _ = try input.reduce(options, progress) }
            return true
        } catch let failure as InputFailure {
            #expect(failure.sentence.count > 10)
            return false
        }
    }

    /// Every `step`-th offset of a byte that is not zero.
    private func places(_ bytes: [UInt8], step: Int) -> [Int] {
        let filled = bytes.indices.filter { bytes[$0] != 0 }
        return stride(from: 0, to: filled.count, by: step).map { filled[$0] }
    }

    /// Changes the word at `place`, in another way for each turn.
    private func spoil(_ bytes: inout [UInt8], at place: Int, _ turn: Int) {
        let word = place & ~7
        switch turn % 5 {
        case 0: bytes[place] ^= 1 << UInt8(place % 8)
        case 1: bytes[place] = 0xFF
        case 2 where word + 8 <= bytes.count: bytes.put(UInt64.max, at: word)
        // Sizes and counts that a program might believe.
        case 3 where word + 8 <= bytes.count: bytes.put(UInt64(1) << UInt64(24 + place % 20), at: word)
        default: bytes[place] = 0
        }
    }

    @Test(arguments: Kind.allCases)
    func aByteOrAWordIsWrong(_ kind: Kind) throws {
        let whole = kind.bytes()
        #expect(try read(whole))
        var (given, refused) = (0, 0)
        for (turn, place) in places(whole, step: 2).enumerated()
        where turn % Self.share == 0 {
            var bytes = whole
            spoil(&bytes, at: place, turn)
            if try read(bytes) { given += 1 } else { refused += 1 }
        }
        // Both must happen, or the sweep does not test what it should.
        #expect(given > 500 / Self.share, "\(kind): \(given) snapshots, \(refused) refusals")
        #expect(refused > 20 / Self.share, "\(kind): \(given) snapshots, \(refused) refusals")
    }

    /// Changes two places at once, so that one word can contradict another.
    @Test(arguments: Kind.allCases)
    func twoPlacesAreWrong(_ kind: Kind) throws {
        let whole = kind.bytes()
        let places = places(whole, step: 1)
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        for turn in 0..<400 {
            var bytes = whole
            for _ in 0..<2 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                spoil(&bytes, at: places[Int(state >> 33) % places.count], turn + Int(state >> 60))
            }
            if turn % Self.share == 0 { _ = try read(bytes) }
        }
    }

    @Test(arguments: Kind.allCases)
    func aFileIsCutOff(_ kind: Kind) throws {
        let whole = kind.bytes()
        var refused = 0
        for (turn, count) in (Array(1..<200) + Array(stride(from: 200, to: whole.count, by: whole.count / 150))).enumerated()
        where turn % Self.share == 0 {
            if try !read(Array(whole[..<count])) { refused += 1 }
        }
        #expect(refused > 100 / Self.share)
    }

    /// Writes 2^46 to words that may be sizes or counts. A separate process reads the dumps, because the peak of memory is that of a
    /// process.
    @Test func memoryIsBounded() async {
        await #expect(processExitsWith: .success) {
            let sweep = HostileSweepTests()
            var before: Int?
            for kind in Kind.allCases {
                let whole = kind.bytes()
                _ = try sweep.read(whole)
                let first = Self.peak()
                for place in sweep.places(whole, step: 37 * Self.share) {
                    var bytes = whole
                    bytes.put(UInt64(1) << 46, at: min(place & ~7, bytes.count - 8))
                    _ = try sweep.read(bytes)
                }
                #expect(Self.peak() - (before ?? first) < 64 << 20, "\(kind)")
                before = before ?? first
            }
        }
    }

    /// The peak of this process's memory, in bytes.
    private static func peak() -> Int {
        var usage = rusage()
        _ = unsafe getrusage(RUSAGE_SELF.rawValue, &usage)
        return usage.ru_maxrss << 10
    }
}
