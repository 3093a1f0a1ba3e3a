using CreditQuery.Index;
using CreditQuery.Rules.Catalogues;

namespace CreditQuery.Server.Checks;

/// <summary>What all messages of one answer are written with.</summary>
/// <param name="Catalogue">The catalogue that answered.</param>
/// <param name="Cipher">Reads the keys of units for their masks.</param>
/// <param name="Explain">Legal bases are wanted.</param>
internal readonly record struct MapScope(Catalogue Catalogue, SubjectKeyCipher Cipher, bool Explain);
