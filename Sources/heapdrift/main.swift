import RawMemory
import Reduction
import Snapshot

for path in CommandLine.arguments.dropFirst() {
    do {
        let options = ReductionOptions()
        let progress = WorkProgress()
        let s = try reduce(openInput(path, options, progress), options, progress)
        print(s.capture, s.trust, s.totals, s.input)
        if let t = s.table("types") {
            for row in t.rows(as: TypeRow.self) { print("T\t\(row.name)\t\(row.module)\t\(row.count)\t\(row.bytes)") }
        }
        for row in s.table("modules")?.rows(as: ModuleRow.self) ?? [] { print("M\t\(row.name)\t\(row.path)\t\(row.count)\t\(row.size)\t\(row.isDynamic)") }
        for row in s.table("threads")?.rows(as: ThreadRow.self) ?? [] { print("H\t\(row.osID)\t\(row.managedID as Any)\t\(row.stackReserved)\t\(row.stackPresent)") }
    } catch let error as InputFailure { print(error.code, error.sentence) }
}
