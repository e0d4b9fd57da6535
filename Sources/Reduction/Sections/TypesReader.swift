import CoreCLR
import RawMemory
import SnapshotModel

/// The section `types`: every object of the heap, by type.
struct TypesReader: SectionReader {
    let section = TypeRow.section.info

    func read(_ process: DumpedProcess) throws(Interrupted) -> SectionReading {
        let problems = process.runtime.walkable.problems.map(ReadingProblem.runtime)
        guard let walked = try process.walkedHeap() else { return SectionReading(nil, problems) }
        let rows = try process.tracedHeap()?.typeRows(walked) ?? walked.rows
        return SectionReading(Table(rows), problems + walked.problems)
    }
}
