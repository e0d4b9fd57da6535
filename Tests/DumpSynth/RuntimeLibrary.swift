/// Builds libcoreclr.so as in memory: headers, the dynamic section with its symbols, and space for the runtime's variables.
///
/// Page 0 has headers, 1 .gnu.hash, 2 .dynsym, 3 .dynstr (each on a page of its own, so that a test can remove it), 4 to 7 code that no
/// heap dump holds, and the pages from 8 on have data.
package struct RuntimeLibrary {
    package var base: UInt64 = 0x7F50_0000_0000
    package var path = "/usr/share/dotnet/shared/Microsoft.NETCore.App/8.0.4/libcoreclr.so"
    /// Exported symbols with their offset from `base` and their size.
    package var exports: [(name: String, offset: UInt64, size: UInt64)] = [
        ("g_dacTable", dacTableOffset, UInt64(CLR8.DacTable.count) * 8), ("coreclr_initialize", 0x4100, 64),
        ("coreclr_execute_assembly", 0x4200, 64), ("coreclr_create_delegate", 0x4300, 64), ("coreclr_shutdown", 0x4400, 64),
        ("coreclr_shutdown_2", 0x4500, 64), ("coreclr_set_error_writer", 0x4600, 64), ("MetaDataGetDispenser", 0x4700, 64),
    ]
    /// Whether the loader has relocated the dynamic section (glibc) or not (musl).
    package var isRelocated = true
    /// The text `@(#)Version ...` in the data. Full dumps hold it; heap dumps of .NET 8 do not.
    package var embeddedVersion: String?
    /// Method tables in the form of 9 and later: the row in the upper 24 bits of the word at 8, the defining module at 0x18.
    package var hasDefiningModules = false
    /// Whether the dump holds the code (full dumps).
    package var holdsCode = false

    package init() {}

    package static let dacTableOffset: UInt64 = 0x8200
    static let variablesOffset: UInt64 = 0x8800
    static let gcVariablesOffset: UInt64 = 0x8E00
    static let gcStorageOffset: UInt64 = 0x9000
    static let versionOffset: UInt64 = 0xAE00
    static let descriptorOffset: UInt64 = 0xAF00
    /// An entry of `exports` for runtimes with a contract descriptor.
    package static let descriptorExport: (name: String, offset: UInt64, size: UInt64) = (
        "DotNetRuntimeContractDescriptor", descriptorOffset, 40
    )
    /// DT_RELA: the first entries of g_dacTable, which are addresses of variables.
    package static let relocationsOffset: UInt64 = 0x3800
    package static let relocationCount = 80
    static let codeOffset: UInt64 = 0x4000
    static let dataOffset: UInt64 = 0x8000
    static let dataSize = 0x3000
    /// .data and .bss together.
    static let dataMemory: UInt64 = 0x4000

    package var hashPage: Range<UInt64> { base + 0x1000..<base + 0x2000 }
    package var symbolPage: Range<UInt64> { base + 0x2000..<base + 0x3000 }
    package var namePage: Range<UInt64> { base + 0x3000..<base + 0x4000 }
    package var codeRange: Range<UInt64> { base + Self.codeOffset..<base + Self.dataOffset }
    /// An address for virtual tables.
    package var vtable: UInt64 { base + 0x4800 }

    /// The folder of the framework, with a slash at its end.
    var folder: String { String(path.prefix(upTo: path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)) }

    var fileRows: [ELFNote.FileRow] {
        [
            .init(base, base + 0x4000, path: path), .init(base + 0x4000, base + 0x8000, offset: 0x4000, path: path),
            .init(base + 0x8000, base + 0xB000, offset: 0x8000, path: path),
        ]
    }

    /// Headers, hash table, symbols and their names: 16 KB.
    package func headerPages() -> [UInt8] {
        var bytes: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1]
        bytes.put(UInt16(3), at: 16)
        bytes.put(UInt16(62), at: 18)
        bytes.put(UInt64(64), at: 32)
        bytes.put(UInt16(56), at: 54)
        bytes.extend(to: 64)
        let headers: [(type: UInt32, flags: UInt32, offset: UInt64, size: UInt64)] = [
            (1, 4, 0, 0x4000), (1, 5, Self.codeOffset, 0x4000), (1, 6, Self.dataOffset, Self.dataMemory), (2, 6, Self.dataOffset, 16 * 8),
            (0x6474_E552, 4, Self.dataOffset, Self.variablesOffset - Self.dataOffset),
        ]
        bytes.put(UInt16(headers.count), at: 56)
        for header in headers {
            bytes.append(u32: header.type)
            bytes.append(u32: header.flags)
            let fileBytes = header.offset == Self.dataOffset ? min(header.size, UInt64(Self.dataSize)) : header.size
            for word in [header.offset, header.offset, header.offset, fileBytes, header.size, 4096] { bytes.append(u64: word) }
        }
        let (hash, symbols, names) = symbolTables()
        bytes.put(hash, at: 0x1000)
        bytes.put(symbols, at: 0x2000)
        bytes.put(names, at: 0x3000)
        for index in 0..<Self.relocationCount {
            let entry: [UInt64] = [Self.dacTableOffset + UInt64(index) * 8, 8, Self.variablesOffset + UInt64(index) * 8]
            for (place, word) in entry.enumerated() { bytes.put(word, at: Int(Self.relocationsOffset) + index * 24 + place * 8) }
        }
        bytes.align(4096)
        return bytes
    }

    /// .gnu.hash, .dynsym and .dynstr: symbols sorted by bucket, the last of each bucket marked in its hash.
    private func symbolTables() -> (hash: [UInt8], symbols: [UInt8], names: [UInt8]) {
        let buckets: UInt32 = 3
        let sorted = exports.map { (export: $0, hash: Self.hash($0.name)) }.sorted {
            ($0.hash % buckets, $0.export.offset) < ($1.hash % buckets, $1.export.offset)
        }
        var firsts = [UInt32](repeating: 0, count: Int(buckets))
        var chains: [UInt8] = []
        var symbols = [UInt8](repeating: 0, count: 24)
        var names: [UInt8] = [0]
        for (index, symbol) in sorted.enumerated() {
            let bucket = Int(symbol.hash % buckets)
            if firsts[bucket] == 0 { firsts[bucket] = UInt32(index + 1) }
            let isLast = index + 1 == sorted.count || sorted[index + 1].hash % buckets != symbol.hash % buckets
            chains.append(u32: symbol.hash & ~1 | (isLast ? 1 : 0))
            symbols.append(u32: UInt32(names.count))
            symbols += [0x11, 0]
            symbols.append(u16: 3)
            symbols.append(u64: symbol.export.offset)
            symbols.append(u64: symbol.export.size)
            names += .cString(symbol.export.name)
        }
        var hash: [UInt8] = []
        for word in [buckets, 1, 1, 6] { hash.append(u32: word) }
        hash.append(u64: .max)
        for first in firsts { hash.append(u32: first) }
        return (hash + chains, symbols, names)
    }

    private static func hash(_ name: String) -> UInt32 { name.utf8.reduce(5381) { $0 &* 33 &+ UInt32($1) } }

    /// The file, which a loader has not relocated.
    package func file() -> [UInt8] {
        var unrelocated = self
        unrelocated.isRelocated = false
        return headerPages() + [UInt8](repeating: 0xCC, count: Int(Self.dataOffset - Self.codeOffset)) + unrelocated.dataPages()
    }

    /// The data pages before any variable has a value.
    package func dataPages() -> [UInt8] {
        var bytes: [UInt8] = []
        let bias = isRelocated ? base : 0
        let tags: [(tag: UInt64, value: UInt64)] = [
            (14, 1), (0x6FFF_FEF5, bias + 0x1000), (6, bias + 0x2000), (5, bias + 0x3000), (10, 0x400),
            (7, bias + Self.relocationsOffset), (8, UInt64(Self.relocationCount) * 24),
        ]
        for tag in tags {
            bytes.append(u64: tag.tag)
            bytes.append(u64: tag.value)
        }
        if let embeddedVersion { bytes.put(.cString("@(#)Version " + embeddedVersion), at: Int(Self.versionOffset - Self.dataOffset)) }
        bytes.extend(to: Self.dataSize)
        return bytes
    }
}
