import CoreCLR
import DumpFormats
import DumpSynth
import ProcessMemory
import RawMemory
import Testing

/// A file of libcoreclr.so held against a core that has its data and neither its program headers nor its build id (coredump_filter 0x23).
@Suite struct RuntimeFileTests {
    private static let version = "8.0.424.16909 @Commit: 2d7eea25"
    private let library: RuntimeLibrary = {
        var library = RuntimeLibrary()
        library.embeddedVersion = version
        return library
    }()

    private func dump(_ change: (SyntheticProcess) -> Void = { _ in }) throws -> ProcessDump {
        let process = SyntheticProcess(library)
        process.removePages(library.base..<library.base + 0x4000)
        change(process)
        return ProcessDump(try ELFCore(process.core().bytes().mapped()))
    }

    private func proof(
        _ bytes: [UInt8], _ dump: ProcessDump, processor: ProcessDump.Processor = .x64, rows: ([FileMapping]) -> [FileMapping] = { $0 }
    ) throws -> Result<RuntimeFile.Proof, RuntimeFile.Doubt>? {
        let mappings = rows(dump.files.filter { $0.fileName == "libcoreclr.so" })
        return try RuntimeFile(bytes.mapped())?.proof(mappings, AddressSpace(dump), processor).map(\.proof)
    }

    @Test func theSameFile() throws {
        let pointers = UInt64(RuntimeLibrary.relocationCount)
        #expect(try proof(library.file(), dump()) == .success(.contents(pointers: pointers)))
    }

    @Test func theRuntimeIsReadWithIt() throws {
        let dump = try dump()
        let file = try #require(try RuntimeFile(library.file().mapped()))
        let proved = try file.proof(dump.files.filter { $0.fileName == "libcoreclr.so" }, AddressSpace(dump), .x64).get()
        // The data are the process's own.
        #expect(proved.mappings.map(\.fileOffset) == [0, 0x4000])
        let memory = AddressSpace(dump).filling(proved.mappings, from: file.file)
        let runtime = try DotNetRuntime(dump, memory)
        #expect(runtime.module.version?.description == "8.0.4")
        #expect(runtime.heap.value != nil)
    }

    /// One pointer of 80 is enough: the loader writes each of them, and nothing does later.
    @Test func anotherBuildByOnePointer() throws {
        var other = library.file()
        other.put(RuntimeLibrary.dacTableOffset + 0x700, at: Int(RuntimeLibrary.relocationsOffset) + 79 * 24 + 16)
        #expect(try proof(other, dump()) == .failure(.otherPointers(different: 1, of: 80)))
    }

    @Test func anotherVersion() throws {
        var other = library
        other.embeddedVersion = "8.0.1124.51707 @Commit: 3e2b5ba7"
        #expect(
            try proof(other.file(), dump())
                == .failure(.otherVersion(file: "8.0.1124.51707 @Commit: 3e2b5ba7", process: Self.version)))
    }

    @Test func noVersion() throws {
        var other = library
        other.embeddedVersion = nil
        #expect(try proof(other.file(), dump()) == .failure(.tooLittle))
        #expect(
            try proof(library.file(), dump { $0.removePages(self.library.base + 0xA000..<self.library.base + 0xB000) })
                == .failure(.tooLittle))
    }

    /// Pointers that the dump does not hold prove nothing.
    @Test func noPointers() throws {
        #expect(
            try proof(library.file(), dump { $0.removePages(self.library.base + 0x8000..<self.library.base + 0x9000) })
                == .failure(.tooLittle))
    }

    @Test func mappingsOfAnotherFile() throws {
        let dump = try dump()
        #expect(try proof(library.file(), dump, rows: { Array($0.dropFirst(2)) }) == .failure(.otherMappings))
        #expect(try proof(library.file(), dump, rows: { [$0[0], $0[2]] }) == .failure(.otherMappings))
        let longer = try proof(library.file(), dump) { rows in
            let code = rows[1]
            return [
                rows[0],
                FileMapping(range: AddressRange(code.range.start, code.range.end + 0x1000), fileOffset: code.fileOffset, path: code.path),
                rows[2],
            ]
        }
        #expect(longer == .failure(.otherMappings))
        // The loader splits a segment when it protects a part of it.
        let split = try proof(library.file(), dump) { rows in
            let (range, path) = (rows[1].range, rows[1].path)
            let middle = range.start + 0x1000
            return [
                rows[0], FileMapping(range: AddressRange(range.start, middle), fileOffset: 0x4000, path: path),
                FileMapping(range: AddressRange(middle, range.end), fileOffset: 0x5000, path: path), rows[2],
            ]
        }
        #expect(split == .success(.contents(pointers: 80)))
    }

    @Test func anotherProcessor() throws {
        #expect(try proof(library.file(), dump(), processor: .arm64) == .failure(.otherProcessor))
    }

    // MARK: Single-file apps

    /// SHA-256 of ".net core bundle".
    private static let signature: [UInt8] = [
        0x8B, 0x12, 0x02, 0xB9, 0x6A, 0x61, 0x20, 0x38, 0x72, 0x7B, 0x93, 0x02, 0x14, 0xD7, 0xA0, 0x32,
        0x13, 0xF5, 0xB9, 0xE6, 0xEF, 0xAE, 0x33, 0x18, 0xEE, 0x3B, 0x2D, 0xCE, 0x24, 0xB3, 0x6A, 0xAE,
    ]
    /// Of the place where the offset of the bundle's header is, and of the text in the variables of the process.
    private static let bundlePlace: UInt64 = 0x8D00
    private static let idPlace: UInt64 = 0xAD00

    /// The executable with a bundle after it.
    private func app(_ id: String, padding: Int = 0) -> [UInt8] {
        var bytes = library.file() + [UInt8](repeating: 0, count: padding)
        let header = UInt64(bytes.count)
        for word in [6, 0, 239] as [UInt32] { bytes.append(u32: word) }
        bytes += [UInt8(id.utf8.count)] + Array(id.utf8)
        bytes.put(header, at: Int(Self.bundlePlace))
        bytes.put(Self.signature, at: Int(Self.bundlePlace) + 8)
        return bytes
    }

    /// A process that runs the app without padding.
    private func process(of id: String, holdsAllVariables: Bool = true) throws -> ProcessDump {
        try dump { process in
            process.poke(UInt64(self.library.file().count), at: self.library.base + Self.bundlePlace)
            process.poke(Self.signature, at: self.library.base + Self.bundlePlace + 8)
            process.poke(Array(id.utf8), at: self.library.base + Self.idPlace)
            if holdsAllVariables { process.place([UInt8](repeating: 0, count: 0x1000), at: self.library.base + 0xB000) }
        }
    }

    /// Executables of different apps have the same runtime, and so the same build id, version and pointers.
    @Test func anotherAppWithTheSameRuntime() throws {
        let orders = try process(of: "_Z2p44s7VgaO")
        #expect(try proof(app("_Z2p44s7VgaO"), orders) == .success(.contents(pointers: 80)))
        #expect(try proof(app("_Z2p44s7VgaP"), orders) == .failure(.otherApp))
        #expect(try proof(app("_Z2p44s7VgaO", padding: 8), orders) == .failure(.otherApp))
        // A dump without all variables does not say that the id is not there.
        let part = try process(of: "none", holdsAllVariables: false)
        #expect(try proof(app("_Z2p44s7VgaO"), part) == .success(.contents(pointers: 80)))
    }

    @Test func hostileBundles() throws {
        let orders = try process(of: "_Z2p44s7VgaO")
        let end = UInt64(app("_Z2p44s7VgaO").count)
        for header in [.max, 1 << 63, UInt64(Int.max), UInt64(Int.max) - 12, end, end - 13, 0] as [UInt64] {
            var bytes = app("_Z2p44s7VgaO")
            bytes.put(header, at: Int(Self.bundlePlace))
            _ = try proof(bytes, orders)
        }
        for length in [0, 7, 65, 127, 255] as [UInt8] {
            var bytes = app("_Z2p44s7VgaO")
            bytes[library.file().count + 12] = length
            _ = try proof(bytes, orders)
        }
    }

    // MARK: Hostile files

    /// Numbers of a hostile file: more program headers than there are, segments and tables that wrap around or end after the file.
    @Test func hostileNumbers() throws {
        let dump = try dump()
        let huge: [UInt64] = [.max, .max - 7, 1 << 63, 1 << 48, 0]
        for place in [32, 40] + (0..<5).flatMap({ header in [8, 16, 32, 40].map { 64 + header * 56 + $0 } }) {
            for value in huge {
                var bytes = library.file()
                bytes.put(value, at: place)
                _ = try proof(bytes, dump)
            }
        }
        for count in [UInt16.max, 257, 4, 2, 0] {
            var bytes = library.file()
            bytes.put(count, at: 56)
            #expect(try proof(bytes, dump) != .success(.contents(pointers: 80)))
        }
        // The table of relocations and its size.
        for tag in [5, 6] {
            for value in huge {
                var bytes = library.file()
                bytes.put(value, at: 0x8000 + tag * 16 + 8)
                #expect(try proof(bytes, dump) != .success(.contents(pointers: 80)))
            }
        }
        for value in huge {
            var bytes = library.file()
            bytes.put(value, at: Int(RuntimeLibrary.relocationsOffset) + 16)
            #expect(try proof(bytes, dump) == .failure(.otherPointers(different: 1, of: 80)))
        }
    }

    @Test func anyByteOfTheHeaders() throws {
        let dump = try dump()
        for place in 0..<64 + 5 * 56 {
            var bytes = library.file()
            bytes[place] ^= 0xFF
            _ = try proof(bytes, dump)
        }
    }

    /// A file that lost its end, as after a copy that was interrupted.
    @Test(arguments: [10, 64, 200, 0x1000, 0x3900, 0x4000, 0x8000, 0x8400, 0xAE10])
    func aShortFile(_ size: Int) throws {
        #expect(try proof(Array(library.file()[..<size]), dump()) != .success(.contents(pointers: 80)))
    }
}
