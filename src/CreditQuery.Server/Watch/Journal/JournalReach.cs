using CreditQuery.Index;

namespace CreditQuery.Server.Watch.Journal;

/// <summary>What a journal holds up to a place.</summary>
/// <param name="Reaches">Everything up to the place: opened there, it goes on. Otherwise it would begin anew.</param>
/// <param name="Last">The last place up to it at which something was told, with the mark of its history; none where nothing was.</param>
internal readonly record struct JournalReach(bool Reaches, StatusPosition Last);
