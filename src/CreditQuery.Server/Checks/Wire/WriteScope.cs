using CreditQuery.Index;

namespace CreditQuery.Server.Checks.Wire;

/// <summary>What all parts of one answer are written with.</summary>
/// <param name="Catalogue">Bytes of the catalogue that answered.</param>
/// <param name="Cipher">Reads the keys of units for their masks.</param>
/// <param name="Explain">Legal bases are wanted.</param>
internal readonly record struct WriteScope(CatalogueBytes Catalogue, SubjectKeyCipher Cipher, bool Explain);
