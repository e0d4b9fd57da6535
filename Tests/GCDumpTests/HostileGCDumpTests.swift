import DumpSynth
import RawMemory
import Testing

@testable import GCDump

/// Files that are cut off, damaged, or made to do harm: each gives an error or a result that says what is missing.
@Suite struct HostileGCDumpTests {
    /// The numbers of a whole file.
    private let whole: GCDumpCounts
    private let bytes: [UInt8]

    init() throws {
        var builder = shop()
        builder.process = "Shöp"
        builder.segments = [.init(0x10000, 0x20000, ends: [0x20000, 0, 0, 0, 0])]
        bytes = builder.bytes()
        whole = try counted(try parsed(bytes))
    }

    @Test func aFileThatIsCutAnywhereSaysSo() throws {
        var outcomes: [String: Int] = [:]
        for end in 1..<bytes.count {
            do throws(GCDumpError) {
                let dump = try parsedWithoutThrowingOthers(Array(bytes[..<end]))
                #expect(dump.cut != nil, "cut at \(end)")
                let found = try! counted(dump)
                _ = try! graph(dump)
                #expect(found.unreadable == 0, "cut at \(end)")
                #expect(found.lost + found.counts.reduce(0, +) == 8, "cut at \(end)")
                #expect(zip(found.counts, whole.counts).allSatisfy { $0 <= $1 }, "cut at \(end)")
                outcomes[found.lost > 0 ? "part" : "all", default: 0] += 1
            } catch {
                switch error {
                case .notAGCDump: #expect(end < 24, "cut at \(end)")
                case .truncated(_, let needed, let found): #expect(needed > found, "cut at \(end)")
                default: Issue.record("cut at \(end): \(error)")
                }
                outcomes["refused", default: 0] += 1
            }
        }
        #expect(Set(outcomes.keys) == ["part", "all", "refused"])
    }

    private func parsedWithoutThrowingOthers(_ bytes: [UInt8]) throws(GCDumpError) -> GCDumpFile { try GCDumpFile(try! mapped(bytes)) }

    /// Whatever one byte is, the numbers stay within the file, and no run traps or takes long.
    @Test func anyByteMayBeAnother() throws {
        for place in bytes.indices {
            for value: UInt8 in [0x00, 0x7F, 0x80, 0xFF, bytes[place] ^ 1] {
                var spoiled = bytes
                spoiled[place] = value
                guard let dump = try? parsed(spoiled) else { continue }
                let found = try counted(dump)
                #expect(found.counts.reduce(found.undefined + found.unreadable + found.lost, +) <= UInt64(dump.nodeCount))
                let graph = try graph(dump)
                #expect(graph.types.count == dump.nodeCount)
                #expect(graph.children.allSatisfy { Int($0) < dump.nodeCount })
            }
        }
    }

    @Test func forgedCountsAreRefusedBeforeMemoryIsTaken() throws {
        var builder = shop()
        builder.nodeCount = .max
        #expect(throws: GCDumpError.self) { try parsed(builder.bytes()) }
        do { _ = try parsed(builder.bytes()) } catch GCDumpError.truncated(let part, let needed, _) {
            #expect((part, needed) == ("the list of nodes", 4 * 0x7FFF_FFFF))
        }
        builder.nodeCount = -1
        #expect(throws: GCDumpError.self) { try parsed(builder.bytes()) }
        builder.nodeCount = nil
        builder.typeCount = .max
        #expect(throws: GCDumpError.self) { try parsed(builder.bytes()) }
        builder.typeCount = nil
        builder.blobLength = -5
        #expect(throws: GCDumpError.self) { try parsed(builder.bytes()) }
        builder.blobLength = nil
        for root: Int32 in [-1, 8, .max] {
            builder.root = root
            #expect(throws: GCDumpError.self) { try parsed(builder.bytes()) }
        }
    }

    @Test func recordsThatCannotBeAreCounted() throws {
        var builder = shop()
        builder.nodes[3].place = 0xFFFF_FFFF
        builder.nodes[4].childCount = -3
        builder.nodes[5].size = -7
        builder.nodes[6].type = 400
        builder.nodes[7].childCount = 1_000_000
        let dump = try parsed(builder.bytes())
        let found = try counted(dump)
        #expect(found.unreadable == 5)
        #expect(found.counts == [0, 1, 1, 1, 0, 0, 0])
        #expect(try graph(dump).types.suffix(5).allSatisfy { $0 == GCDumpGraph.noType })
    }

    @Test func childrenThatAreNoNodesAreStrays() throws {
        var builder = shop()
        builder.nodes[3].children = [-1, 8, 100_000, -2_000_000_000, 5]
        let dump = try parsed(builder.bytes())
        #expect(try counted(dump).unreadable == 0)
        let graph = try graph(dump)
        #expect(graph.strays == 4)
        #expect(graph.children == [1, 2, 3, 4, 5, 6, 7, 7, 3])
    }

    @Test func objectsWithoutARecordAreUndefined() throws {
        var builder = shop()
        builder.nodes[5].isUndefined = true
        #expect(try counted(try parsed(builder.bytes())).undefined == 1)
        // Without an address it is a root that is null.
        builder.nodes[5].address = 0
        #expect(try counted(try parsed(builder.bytes())).undefined == 0)
    }

    /// A million nodes that all have the record of one with a thousand children: the work must not be their product.
    @Test func nodesThatShareARecordAreNotReadAgainAndAgain() throws {
        var builder = shop()
        builder.nodes[3].children = [Int](repeating: 5, count: 1000)
        let place = UInt32(2 + 3 + 3 + 4)
        builder.nodes[3].place = place
        for _ in 0..<100_000 {
            var node = builder.nodes[7]
            node.place = place
            builder.nodes.append(node)
        }
        let dump = try parsed(builder.bytes())
        let found = try counted(dump)
        #expect(found.references <= UInt64(dump.blob.count))
        #expect(found.unreadable > 90_000)
    }

    /// Labels that lead to themselves, or to no type.
    @Test func labelsOfTypesAreNotFollowedInCircles() throws {
        var file: [UInt8] = [0x14, 0, 0, 0] + Array("!FastSerialization.1".utf8)
        file += [4, 2, 24, 0, 0, 0]
        #expect(throws: GCDumpError.damaged(part: "the header", offset: 29)) { try parsed(file) }
        // Types of types of types.
        file = [0x14, 0, 0, 0] + Array("!FastSerialization.1".utf8) + [UInt8](repeating: 4, count: 100_000)
        #expect(throws: GCDumpError.self) { try parsed(file) }
    }
}
