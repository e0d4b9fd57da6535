"""What heapdrift says first of texts of which a person knows the cause, of what SOS printed of two dumps, of .gcdump files of three stages, and of
a service's nights.

The lead of an answer is what stands above its table of inputs, without the title of `show`. It must name the culprit that the person found, and who
holds it where the texts have that in an output of `gcroot`; of what leaks nothing it must not speak of a leak.
"""
import collections, glob, os, subprocess, tempfile

# Words that the lead must have (one of those with | between them), words of the holder, and words that it must not have.
Answer = collections.namedtuple("Answer", "names holder silent", defaults=((), (), ()))

REDIS = Answer(("System.EventHandler<StackExchange.Redis.",), ("ConnectionMultiplexer",))
SERIALIZERS = Answer(("The loader's heaps have 44.3 MB", "made at run time", "XmlSerializer"))
PROXIES = Answer(("The loader's heaps have 1.36 GB", "made at run time", "ServiceBase.WebService.DynamicWebLoad"))
STACKS = Answer(("the process shrank", "-5.22 GB", "stacks"), silent=("leak",))

EXPECTED = {
    "cases/automapper-closure": Answer(("AgileSlot.Core.GameMachine",), ("AutoMapper",)),
    # The texts are of two dumps of one program; the objects of 40 bytes stand for what the heap does not have.
    "cases/bitmap-not-disposed": Answer(("System.Drawing.Bitmap", "native memory")),
    # Which two of the queued objects are of other types is not printed: what is said is the least.
    "cases/blocked-finalizer": Answer(("MemoryLeakFinalizers.MyDataProcessor", "4,270 of 4,274", "4,269 wait")),
    "cases/codedom-dynamic-assemblies": PROXIES,
    "cases/free-space-fragmentation-wasabi": Answer(("Free", "209,717 gaps of 1.63 GB")),
    # The statistics by type are the author's words in the text, and no table of SOS.
    "cases/gchandle-never-freed-net10": Answer(("GC handles are strong",)),
    "cases/okanshi-mailbox-queue": Answer(("Okanshi.MonitorMessage+",)),
    "cases/redis-static-event-resubscribe": REDIS,
    "cases/slow-finalizer": Answer(("FinalizerMemoryLeak.Files2", "2,149 of 2,153", "744 wait")),
    "cases/xmlserializer-assemblies-fx2": SERIALIZERS,
    "series/customer-list-net48-x86": Answer(("MemoryLeakApplication.Customer", "+360 objects", "+8.64 kB")),
    # Garbage that a collection freed.
    "series/gen2-gc-before-after": Answer(silent=("leak", "grew")),
    "series/linux-thread-stacks-maddress": STACKS,
    # No leak is claimed; some objects are more.
    "series/maui-android-mono-gcdump-pair": Answer(silent=("leak",)),
    "series/serialport-timeout-queue": Answer(("SerialStreamIORequest",)),
    "seeds/000": REDIS,
    "seeds/001": PROXIES,
    "seeds/002": SERIALIZERS,
    "seeds/003": STACKS,
    "seeds/004": Answer(("System.Drawing.Bitmap", "native memory")),
}
# Of X-1.sos and X-2.sos: what leaks there, as far as the texts can tell. A text names no holders: a type that each leaking object has is an
# answer, and strings and arrays are none.
HANDLERS, MADE, LOOP = ("System.EventHandler<StackExchange.Redis.",), ("made at run time",), ("RabbitMQ.Client.Framing.Impl.Connection.MainLoop",)
PRINTED = {
    "alc-10.0.14-wks": Answer(("ReportPlugin",)),
    "async-10.0.14-wks": Answer(("Worker+<Run>",)),
    "bitmaps-10.0.14-wks": Answer(("System.Drawing.Bitmap",)),
    "castle-10.0.14-wks": Answer(MADE),
    "dynamic-10.0.14-wks": Answer(MADE),
    "eventhandlers-10.0.14-wks": Answer(HANDLERS),
    "expressions-10.0.14-wks": Answer(("System.Func<System.Int32, System.Int32>|compiled at run time|System.Reflection.Emit.DynamicILGenerator",)),
    "fragment-10.0.14-wks": Answer(("+5,000 pinned handles",)),
    "httpclient-10.0.14-wks": Answer(("System.Net.Http.|System.Net.Sockets.Socket",)),
    "jint-10.0.14-wks": Answer(("Jint.",)),
    "logging-10.0.14-wks": Answer(("Serilog.Events.LogEvent|RealLab.Scenarios.RequestLogSink",)),
    "loh-10.0.14-wks": Answer(("System.Byte[]: +50 objects",)),
    "memcache-10.0.14-wks": Answer(("Microsoft.Extensions.Caching.Memory.CacheEntry",)),
    "native-10.0.14-wks": Answer(("private memory|native memory",), silent=("steady",)),
    "pins-10.0.14-wks": Answer(("+5,000 pinned handles",)),
    "pipeline-10.0.14-wks": Answer(("RealLab.Scenarios.OrderPlaced",)),
    "rabbit-10.0.14-wks": Answer(LOOP),
    "redis-10.0.14-wks": Answer(HANDLERS),
    "regex-10.0.14-wks": Answer(("System.Text.RegularExpressions.Regex|compiled at run time|System.Reflection.Emit.",)),
    "sessions-10.0.14-wks": Answer(("Session",)),
    "steady-10.0.14-wks": Answer(silent=("leak", "grew")),
    "steady-8.0.33-svr": Answer(silent=("leak", "grew")),
    "tasks-10.0.14-wks": Answer(("TasksScenario|TaskCompletionSource|RealLab.Scenarios.ExportJob",)),
    "threads-10.0.14-wks": Answer(LOOP),
    "timers-10.0.14-wks": Answer(("System.Threading.Timer",)),
    "timersleak-10.0.14-wks": Answer(("System.Threading.Timer|System.Timers.Timer",)),
    "tokens-10.0.14-wks": Answer(("CancellationTokenSource",)),
    "weak-10.0.14-wks": Answer(("System.Byte[]: +5,000 objects",)),
    "xml-10.0.14-wks": Answer(MADE),
    "xmlser-10.0.14-wks": Answer(MADE),
}
# Of X-0.gcdump to X-2.gcdump, which have who holds what and nothing beside the heap: what is made at run time, threads and native memory are
# silent there.
NO_LEAK = Answer(silent=("leak", "suspect"))
LIVE = {
    "async-10.0.14-wks": Answer(("tasks that are not completed", "Worker+<Run>"), ("TaskCompletionSource",)),
    "bitmaps-10.0.14-wks": NO_LEAK,
    "dynamic-10.0.14-wks": NO_LEAK,
    "eventhandlers-10.0.14-wks": Answer(("handlers of an event",) + HANDLERS, ("ConnectionMultiplexer mux",)),
    "expressions-10.0.14-wks": Answer(("a collection that only grows", "System.Func<System.Int32, System.Int32>"), (" keep ",)),
    "fragment-10.0.14-wks": Answer(("pinned handles that are not freed", "System.Byte[]"), ("pinned handle",)),
    "loh-10.0.14-wks": Answer(("large objects that are kept", "System.Byte[]"), (" keep ",)),
    "native-10.0.14-wks": NO_LEAK,
    "pins-10.0.14-wks": Answer(("pinned handles that are not freed", "System.Byte[]"), ("pinned handle",)),
    "sessions-10.0.14-wks": Answer(("a collection that only grows", "Session +10,000"), (" sessions ",)),
    "steady-10.0.14-wks": NO_LEAK,
    "threads-10.0.14-wks": NO_LEAK,
    "timers-10.0.14-wks": Answer(("timers that are not disposed", "TimerQueueTimer"), ("TimerQueue",)),
    "tokens-10.0.14-wks": Answer(("registrations on a cancellation token", "Registrations"), ("CancellationTokenSource",)),
    "weak-10.0.14-wks": Answer(("objects attached to others that live on", "System.Byte[]"), ("dependent handle",)),
    "xml-10.0.14-wks": NO_LEAK,
}
# Of the service's nights: the first with a leak, counted from 1 as the store does, and who holds what.
NIGHTS = Answer(("Leak since @14 ", "Shop.PriceChanged"), ("Shop.Catalogue",))
NIGHTS_BEFORE = Answer(silent=("leak", "grew"))
HEALTHY_NIGHTS = 13


class Program:
    """heapdrift with a store of its own."""

    def __init__(self, binary, folder):
        self.binary, self.store = binary, os.path.join(folder, "store.db")

    def run(self, *arguments):
        """(what it printed, what it complains of or None)"""
        environment = dict(os.environ, COLUMNS="2000", NO_COLOR="1")
        run = subprocess.run([self.binary, *arguments, "--store", self.store], capture_output=True, text=True, env=environment)
        return run.stdout, None if run.returncode == 0 else (run.stderr.strip().splitlines() or ["exit code %d" % run.returncode])[-1]

    def snap(self, series, files):
        """What it complains of, or None"""
        joined = ["--as-one"] if not files[0].endswith((".gcdump", ".zst")) else []
        return self.run("snap", "--series", series, *joined, *files)[1]


def lead(printed, titled):
    lines = []
    for line in printed.splitlines():
        if line.startswith("  ") or not line: break
        lines.append(line)
    return lines[1:] if titled else lines


def problems(answer, lines):
    words = " ".join(lines)
    found = ["it does not say %s" % word for word in answer.names if not any(other in words for other in word.split("|"))]
    found += ["it does not say who holds it: %s" % word for word in answer.holder if word not in words]
    return found + ["it should not say %s" % word for word in answer.silent if word in words.lower()]


def texts(folder, start=""):
    return [path for path in sorted(glob.glob(os.path.join(glob.escape(folder), start + "*"))) if os.path.basename(path) != "conclusion.txt"]


def ask(program, name, folder):
    """(lines of the lead, complaint or None) of a case, a series or a seed; (None, None) where it is not there"""
    if name.startswith("seeds/"):
        files = texts(os.path.join(folder, "..", "seeds"), os.path.basename(name) + "_")
        if not files: return None, None
        if name == "seeds/003": printed, complaint = program.run("diff", "--split", files[0])
        else: printed, complaint = program.run("show", files[0])
        return lead(printed, name != "seeds/003"), complaint
    path = os.path.join(folder, name)
    if name.startswith("cases/"):
        moments, question = [texts(path)], ("show", "moment-1")
    else:
        moments, question = [texts(path, "%d-" % number) for number in (1, 2)], ("diff", "moment-1", "moment-2")
    if not all(moments): return None, None
    for number, files in enumerate(moments, 1):
        complaint = program.snap("moment-%d" % number, files)
        if complaint: return [], complaint
    printed, complaint = program.run(*question)
    return lead(printed, question[0] == "show"), complaint


def ask_printed(program, name, folder):
    """(lines of the lead, complaint or None) of what SOS printed of two stages; (None, None) where it is not there"""
    files = [os.path.join(folder, "%s-%d.sos" % (name, stage)) for stage in (1, 2)]
    if not all(map(os.path.exists, files)): return None, None
    printed, complaint = program.run("diff", *files)
    return lead(printed, False), complaint


def ask_live(program, name, folder):
    """(lines of the lead, complaint or None) of the .gcdump files of three stages; (None, None) where they are not there"""
    files = [os.path.join(folder, "%s-%d.gcdump" % (name, stage)) for stage in range(3)]
    if not all(map(os.path.exists, files)): return None, None
    printed, complaint = program.run("diff", *files)
    return lead(printed, False), complaint


def ask_nights(program, archive, count, folder):
    """(lines of the lead, complaint or None) of all nights of the archive, or of the first `count`"""
    files = [archive]
    if count:
        unpack = "zstd -dcq --long=31 -- \"$1\" | tar -xf - -C \"$2\""
        subprocess.run(["bash", "-c", "set -o pipefail; " + unpack, "unpack", archive, folder], check=True)
        files = sorted(glob.glob(os.path.join(glob.escape(folder), "**", "*.gcdump"), recursive=True))[:count]
        if len(files) < count: return [], "the archive has %d nights" % len(files)
    complaint = program.snap("nights", files)
    if complaint: return [], complaint
    printed, complaint = program.run("trend", "nights")
    return lead(printed, False), complaint


def check(binary, folder, nights, wanted, say):
    questions = [(name, answer, lambda program, place, name=name: ask(program, name, folder)) for name, answer in EXPECTED.items()]
    if glob.glob(os.path.join(glob.escape(folder), "*.sos")):
        questions += [(name, answer, lambda program, place, name=name: ask_printed(program, name, folder)) for name, answer in PRINTED.items()]
    if glob.glob(os.path.join(glob.escape(folder), "*.gcdump")):
        questions += [(name + " (gcdump)", answer, lambda program, place, name=name: ask_live(program, name, folder)) for name, answer in LIVE.items()]
    if nights:
        for name, answer, count in (("nights", NIGHTS, 0), ("nights before the leak", NIGHTS_BEFORE, HEALTHY_NIGHTS)):
            there = os.path.exists(nights)
            questions.append((name, answer, lambda program, place, count=count: ask_nights(program, nights, count, place) if there else (None, None)))
    for name, answer, question in questions:
        if not wanted(name): continue
        with tempfile.TemporaryDirectory(prefix="heapdrift-corpus-") as place:
            lines, complaint = question(Program(binary, place), place)
        if lines is None: say("skipped", name, "the folder does not have it")
        elif complaint or not lines: say("differs", name, complaint or "no lead")
        else:
            found = problems(answer, lines)
            say("differs" if found else "ok", name, ("%s: " % "; ".join(found) if found else "") + " / ".join(lines))
