// A change tracker, as of an object-relational mapper: a unit of work loads postings, which name accounts, and records every property that changes.
// Postings live as long as their unit of work. The 64 accounts are shared by all units, and live as long as the process.
//
// The fault: a unit of work that ends lets go of its postings, but stays subscribed to the accounts. Healthy: it removes all of its handlers.
using System;
using System.Collections.Generic;
using System.ComponentModel;
using Host;

namespace Bookkeeping
{
    public abstract class Entity : INotifyPropertyChanged
    {
        public event PropertyChangedEventHandler PropertyChanged;
        static readonly PropertyChangedEventArgs amount = new PropertyChangedEventArgs("Amount");
        decimal value;

        public decimal Amount
        {
            get { return value; }
            set
            {
                this.value = value;
                var handlers = PropertyChanged;
                if (handlers != null) handlers(this, amount);
            }
        }
    }

    public sealed class Account : Entity { public string Name; public string Currency; }
    public sealed class Posting : Entity { public int Number; public Account Debit, Credit; public string Text; }
    public sealed class AuditRecord { public int Unit; public string[] Lines; }

    public sealed class UnitOfWork
    {
        readonly Dictionary<Entity, decimal> originals = new Dictionary<Entity, decimal>();
        readonly List<string> changes = new List<string>();
        readonly int number;
        bool ended;

        public UnitOfWork(int number) { this.number = number; }

        public void Track(Entity entity)
        {
            if (originals.ContainsKey(entity)) return;
            originals[entity] = entity.Amount;
            entity.PropertyChanged += OnChanged;
        }

        void OnChanged(object sender, PropertyChangedEventArgs change)
        {
            if (!ended) changes.Add(change.PropertyName + " was " + originals[(Entity)sender]);
        }

        public AuditRecord Save() { return new AuditRecord { Unit = number, Lines = changes.ToArray() }; }

        public void End(bool postingsOnly)
        {
            ended = true;
            foreach (var entity in originals.Keys) if (!postingsOnly || entity is Posting) entity.PropertyChanged -= OnChanged;
            originals.Clear();
            changes.Clear();
        }
    }

    public sealed class ChangeTracking : IService
    {
        static readonly Account[] accounts = new Account[64];
        static readonly RecentCache<int, AuditRecord> audit = new RecentCache<int, AuditRecord>(900);

        readonly bool postingsOnly;
        int units, postings;

        public bool CollectsGarbage { get { return false; } }

        public ChangeTracking(bool leaking)
        {
            postingsOnly = leaking;
            for (int i = 0; i < accounts.Length; i++) accounts[i] = new Account { Name = "account " + i, Currency = i % 3 == 0 ? "EUR" : "USD" };
        }

        void Book(Load load)
        {
            var unit = new UnitOfWork(units++);
            var debit = accounts[load.Skewed(accounts.Length)];
            for (int left = load.Between(4, 24); left > 0; left--)
            {
                var credit = accounts[load.Below(accounts.Length)];
                var posting = new Posting { Number = postings++, Debit = debit, Credit = credit, Text = "posting " + postings };
                unit.Track(posting);
                unit.Track(posting.Debit);
                unit.Track(posting.Credit);
                posting.Amount = load.Below(100000) / 100m;
                posting.Debit.Amount -= posting.Amount;
                if (load.OneIn(4)) posting.Credit.Amount += posting.Amount;
            }
            audit.Add(load.Below(2000), unit.Save());
            unit.End(postingsOnly);
        }

        public void Work(Load load)
        {
            for (int left = load.Between(700, 1800); left > 0; left--) Book(load);
        }
    }
}
