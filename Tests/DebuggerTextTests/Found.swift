import DebuggerText
import RawMemory
import Testing

/// The tables in a text that a test writes.
func tables(_ text: String) throws -> TextTables { try tables(Array(text.utf8)) }

func tables(_ bytes: [UInt8]) throws -> TextTables { try unsafe TextTables(bytes.span.bytes, WorkProgress()) }

extension TextTables {
    var statistics: [StatisticsTable] { tables.compactMap { if case .statistics(let table) = $0.content { table } else { nil } } }
    var gcHeaps: [GCHeapsTable] { tables.compactMap { if case .gcHeaps(let table) = $0.content { table } else { nil } } }
    var loaderHeaps: [LoaderHeapsTable] { tables.compactMap { if case .loaderHeaps(let table) = $0.content { table } else { nil } } }
}
