namespace CreditQuery.Cli.Sample;

/// <summary>A list type of the catalogue and how often the sample uses it.</summary>
/// <param name="Code">Code of the catalogue.</param>
/// <param name="Authority">Department code of its decisions.</param>
/// <param name="Days">Days an entry counts; 0: until performed.</param>
/// <param name="PersonWeight">How often among listed persons.</param>
/// <param name="UnitWeight">How often among listed units.</param>
/// <param name="Document">Pattern of the document number; {0} year, {1} number.</param>
/// <param name="Cause">Cause in words.</param>
/// <param name="CauseCode">Code of the cause; empty where the catalogue has none.</param>
/// <param name="MarketOnly">Only enterprises, traders and cooperatives can be on it.</param>
internal sealed record SampleListType(
    string Code, string Authority, int Days, int PersonWeight, int UnitWeight, string Document, string Cause, string CauseCode = "", bool MarketOnly = false);
