// Ten kinds of service, each in a healthy and in a leaking form.
//
//     Services SERVICE SEED healthy|leaking
//
// prints "stage K PID VERSION" and waits for a line on stdin before the next stage. Stage 0 is the service at rest. In every later stage it handles
// as much work as the seed and the stage say, which differs from stage to stage. Both forms do the same work; the leaking one has one fault, which
// the top of the service's file describes. Some services collect their garbage before they print, others leave it.
using System;

namespace Host
{
    public interface IService
    {
        bool CollectsGarbage { get; }
        void Work(Load load);
    }

    public static class Program
    {
        static IService Start(string name, bool leaking)
        {
            switch (name)
            {
                case "webapi": return new Storefront.WebApi(leaking);
                case "queueworker": return new Fulfilment.QueueWorker(leaking);
                case "hub": return new MarketData.BroadcastHub(leaking);
                case "tracker": return new Bookkeeping.ChangeTracking(leaking);
                case "httpclients": return new ExchangeRates.RateClient(leaking);
                case "timers": return new Telemetry.Collector(leaking);
                case "pool": return new Storage.QueryService(leaking);
                case "background": return new Maintenance.Supervisor(leaking);
                case "plugins": return new Exporting.PluginHost(leaking);
                case "reports": return new Reporting.ReportGenerator(leaking);
                default: return null;
            }
        }

        // The service is a variable of this method only: what it keeps in fields of its own is held by a stack, not by a static field.
        public static int Main(string[] words)
        {
            bool leaking = words.Length == 3 && words[2] == "leaking";
            ulong seed = 0;
            bool understood = words.Length == 3 && ulong.TryParse(words[1], out seed) && (leaking || words[2] == "healthy");
            var service = understood ? Start(words[0], leaking) : null;
            if (service == null)
            {
                Console.Error.WriteLine("usage: Services SERVICE SEED healthy|leaking");
                return 2;
            }
            for (int stage = 0; ; stage++)
            {
                if (stage > 0) service.Work(new Load(seed, words[0], stage));
                if (service.CollectsGarbage)
                {
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                    GC.Collect();
                }
                Console.WriteLine("stage " + stage + " " + System.Diagnostics.Process.GetCurrentProcess().Id + " " + Environment.Version);
                Console.Out.Flush();
                if (Console.ReadLine() == null) return 0;
            }
        }
    }
}
