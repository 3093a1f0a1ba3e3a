namespace CreditQuery.Rules.Checks;

/// <summary>What was worked out of an own entry of the subject before rows are applied to it.</summary>
/// <param name="ListType">List type by index; -1: the catalogue has none, and nothing follows.</param>
/// <param name="State">State on the day asked about; unspecified without a list type.</param>
internal readonly record struct EntryReading(int ListType, EntryState State);
