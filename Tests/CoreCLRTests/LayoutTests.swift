import DumpFormats
import DumpSynth
import RawMemory
import Testing

@testable import CoreCLR

/// Layouts as data: the fields of tables, and the effect of unknown fields.
@Suite struct LayoutTests {
    @Test func aFieldThatIsNotKnownIsNil() {
        let layout = RuntimeLayout.linux8
        #expect(layout["MethodTable", "MTFlags"] == 0)
        #expect(layout["Thread", "OSId"] == 0x1A8)
        #expect(layout["Thread", "RuntimeThreadLocals"] == nil)
        #expect(layout["Nothing", "MTFlags"] == nil)
        #expect(throws: RuntimeField("Thread", "RuntimeThreadLocals")) {
            try layout.offsets.known("Thread", "RuntimeThreadLocals")
        }
    }

    @Test func theSecondCountsWhereBothHaveAField() {
        let one: FieldOffsets = ["A": ["x": 1, "y": 2], "B": ["z": 3]]
        let two: FieldOffsets = ["A": ["y": 20, "w": 4], "C": ["v": 5]]
        #expect(one.merging(two) == ["A": ["x": 1, "y": 20, "w": 4], "B": ["z": 3], "C": ["v": 5]])
        #expect(one.fields.map(\.description) == ["A.x", "A.y", "B.z"])
    }

    /// Every table has all fields that the readers of threads, modules, method tables and regions need.
    @Test(arguments: RuntimeLayout.tables) func tablesAreWhole(_ layout: RuntimeLayout) throws {
        let threads = try ThreadFields(layout.offsets)
        #expect(threads.state != nil)
        #expect(threads.allocationContext != nil)
        let modules = try ModuleFields(layout.offsets)
        #expect(modules.simpleName != nil)
        #expect(modules.dynamicMetadata != nil)
        #expect(modules.imageLayouts.count >= 2)
        #expect(layout.assemblyModulePath != nil)
        #expect(layout["AppDomain", "DomainAssemblyList"] != nil)
        #expect(layout["ParamTypeDesc", "TypeArg"] != nil)
        _ = try MethodTableFields(layout.offsets)
        _ = try SegmentRecord.Fields(layout.offsets)
        if case .definingModule = try MethodTableFields(layout.offsets).form {
            #expect(layout.major >= 9)
            #expect(layout["EEClass", "NumInstanceFields"] != nil)
        } else {
            #expect(layout.major <= 8)
        }
    }

    @Test func theWayToAModule() {
        #expect(RuntimeLayout.linux31.assemblyModulePath == [0x20])
        #expect(RuntimeLayout.linux10.assemblyModulePath == [0, 0x10])
        var eleven = RuntimeLayout.linux10
        eleven.offsets.forget("DomainAssembly")
        #expect(eleven.assemblyModulePath == [0x10])
        eleven.offsets.forget("Assembly")
        #expect(eleven.assemblyModulePath == nil)
    }

    /// A part reports the field that is unknown, and reads nothing at a wrong offset.
    @Test func partsSayWhichFieldIsMissing() throws {
        func without(_ structure: String) throws -> DotNetRuntime {
            let known = try runtime(SyntheticProcess())
            var layout = known.layout
            layout.offsets.forget(structure)
            return DotNetRuntime(known, layout: layout)
        }
        #expect(try without("Thread").threads.problems == [.fieldUnknown(RuntimeField("Thread", "LinkNext"))])
        #expect(try without("Thread").threads.value == nil)
        #expect(try without("Module").modules.problems == [.fieldUnknown(RuntimeField("Module", "PEAssembly"))])
        #expect(try without("DomainAssembly").modules.problems == [.fieldUnknown(RuntimeField("Assembly", "Module"))])
        #expect(try without("MethodTable").methodTables.problems == [.fieldUnknown(RuntimeField("MethodTable", "MTFlags"))])
        #expect(try without("HeapSegment").heap.problems == [.fieldUnknown(RuntimeField("HeapSegment", "Allocated"))])
        #expect(try without("HeapSegment").heap.value == nil)
    }
}
