// Five kinds of leak that people met in services of theirs and found with a debugger, each in a program as it was and in one with the fault mended.
//
//     Cases CASE SEED healthy|leaking
//
// prints "stage K PID VERSION" and waits for a line on stdin before the next stage. Stage 0 is the program after some work. In every later stage it
// handles as much as the seed and the stage say. Both forms do the same work; the top of a case's file describes the fault.
using System;
using Host;

namespace Cases
{
    public interface ICase
    {
        /// The units of work in a stage, about.
        int UnitsInAStage { get; }
        bool CollectsGarbage { get; }
        void Work(Load load);
    }

    public static class Program
    {
        static ICase Start(string name, bool leaking)
        {
            switch (name)
            {
                case "handlers": return new Storefront.Sessions(leaking);
                case "proxies": return new Purchasing.PriceRequests(leaking);
                case "serializers": return new Invoicing.OrderFeed(leaking);
                case "threads": return new Warehouse.StockMessages(leaking);
                case "bitmaps": return new Catalogue.SheetExport(leaking, false);
                case "finalizer": return new Catalogue.SheetExport(leaking, true);
                default: return null;
            }
        }

        public static int Main(string[] words)
        {
            bool leaking = words.Length == 3 && words[2] == "leaking";
            ulong seed = 0;
            bool understood = words.Length == 3 && ulong.TryParse(words[1], out seed) && (leaking || words[2] == "healthy");
            var program = understood ? Start(words[0], leaking) : null;
            if (program == null)
            {
                Console.Error.WriteLine("usage: Cases CASE SEED healthy|leaking");
                return 2;
            }
            for (int stage = 0; ; stage++)
            {
                var load = new Load(seed, words[0], stage);
                int units = stage == 0 ? program.UnitsInAStage / 10 : load.Between(program.UnitsInAStage * 9 / 10, program.UnitsInAStage * 11 / 10);
                for (int unit = 0; unit < units; unit++)
                {
                    Customers.Visit(load);
                    program.Work(load);
                }
                // A finalizer that waits would let this wait too.
                if (program.CollectsGarbage) { GC.Collect(); GC.WaitForPendingFinalizers(); GC.Collect(); }
                Console.WriteLine("stage " + stage + " " + System.Diagnostics.Process.GetCurrentProcess().Id + " " + Environment.Version);
                Console.Out.Flush();
                if (Console.ReadLine() == null) return 0;
            }
        }
    }
}
