using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;

namespace CreditQuery.UnitTests.Properties.Histories;

/// <summary>What the index answered.</summary>
internal sealed record Asked(Catalogue Catalogue, CheckAnswer Whole, CheckAnswer[] Parties);
