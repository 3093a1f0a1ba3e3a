using System.Text;
using CreditQuery.GrpcHosting.Http2.Hpack;

namespace CreditQuery.UnitTests.Grpc.Http2.Hpack;

public sealed class HpackDecoderTests
{
    private const string AbIndexed = "4001610162"; // a: b into the table.

    [Theory]
    [InlineData("80")] // Index 0.
    [InlineData("be")] // The first dynamic one of an empty table.
    [InlineData("7e0162")] // Such a name.
    [InlineData("ffffffffff07")] // An index of 2^31 and more.
    [InlineData("ff80808080808080808000")] // An integer that never comes to its end.
    [InlineData("ff808080808000")] // Zeros after the fifth byte.
    [InlineData("ff")]
    [InlineData("ff80")] // Cut off within integers,
    [InlineData("40")]
    [InlineData("4001")]
    [InlineData("400161")]
    [InlineData("40016102")]
    [InlineData("4001617f")]
    [InlineData("4001610562")] // and within strings,
    [InlineData("40016185")]
    [InlineData("4001617fffffffff07")] // one of two gigabytes.
    [InlineData("8220")] // The table's size after a field.
    [InlineData("202020")] // Three sizes.
    [InlineData("3fe21f")] // 4097.
    [InlineData("3fffffffff07")]
    [InlineData("4001618100")] // Zeros as padding.
    [InlineData("40016182ffff")] // Sixteen ones.
    [InlineData("400161821fff")] // Eight ones after a letter.
    [InlineData("40016184fffffffc")] // The code of the end,
    [InlineData("40016184ffffffff")] // with padding,
    [InlineData("400161851fffffffff")] // after a letter.
    public void Decode_BadBlock_Throws(string block) =>
        Assert.Throws<HpackException>(() => FieldList.Text(new HpackDecoder(4096), block));

    [Theory]
    [InlineData("", "")]
    [InlineData("20", "")]
    [InlineData("203fe11f82", ":method: GET")] // Two sizes, the second the limit.
    [InlineData("400000", ": ")] // An empty name is no fault of the coding: it is one of the request.
    [InlineData("40016180", "a: ")] // Huffman of nothing.
    [InlineData("40016181" + "1f", "a: a")] // Three ones of padding.
    [InlineData("4001ff01e9", "\u00ff: \u00e9")] // Latin-1.
    [InlineData("0f8100" + "00", "accept-encoding: ")] // An integer with a zero that adds nothing.
    public void Decode_UnusualButRight_GivesFields(string block, string expected) =>
        Assert.Equal(expected, FieldList.Text(new HpackDecoder(4096), block));

    [Fact]
    public void Decode_IndexedField_IsTheSameObjectEachTime()
    {
        var decoder = new HpackDecoder(4096);
        var first = FieldList.Decode(decoder, Convert.FromHexString(AbIndexed))[0];

        var again = FieldList.Decode(decoder, [0xBE, 0xBE, 0x82]);

        Assert.Same(first, again[0]);
        Assert.Same(first, again[1]);
        Assert.Same(again[2], FieldList.Decode(new HpackDecoder(4096), [0x82])[0]);
    }

    [Fact]
    public void Decode_EntryThatDoesNotFit_EmptiesTheTable()
    {
        var decoder = new HpackDecoder(4096);
        FieldList.Text(decoder, AbIndexed);
        byte[] big = [0x40, 1, (byte)'x', 0x7F, 0x81, 0x1F, .. new byte[4096].Select(_ => (byte)'v')];

        Assert.Equal(4096, FieldList.Decode(decoder, big)[0].Value.Length);

        Assert.Throws<HpackException>(() => FieldList.Text(decoder, "be"));
    }

    [Fact]
    public void Decode_SizesOfTheTable_KeepWhatFitsByTheByte()
    {
        var decoder = new HpackDecoder(4096);
        FieldList.Text(decoder, "4001610162" + "4001630164"); // 34 bytes each.

        Assert.Equal("c: d|a: b", FieldList.Text(decoder, "3f25" + "bebf")); // 68: both fit.
        Assert.Equal("c: d", FieldList.Text(decoder, "3f24" + "be")); // 67: one.
        Assert.Throws<HpackException>(() => FieldList.Text(decoder, "bf"));
    }

    [Fact]
    public void Decode_ManyInsertions_KeepsTheNewestThatFit()
    {
        var decoder = new HpackDecoder(4096);
        for (var number = 0; number < 1000; number++)
        {
            FieldList.Text(decoder, "400161" + "03" + Convert.ToHexString(Encoding.ASCII.GetBytes($"{number:D3}"))); // 36 bytes each: 113 fit.
        }

        Assert.Equal("a: 999", FieldList.Text(decoder, "be"));
        Assert.Equal("a: 887", FieldList.Text(decoder, "ff2f"));
        Assert.Throws<HpackException>(() => FieldList.Text(decoder, "ff30"));
    }

    [Fact]
    public void Decode_NameOfAnEntryThatGivesWayToIt_IsTheName()
    {
        var decoder = new HpackDecoder(4096);
        FieldList.Text(decoder, "3f03" + AbIndexed); // 34 bytes: room for one.

        Assert.Equal("a: c|a: c", FieldList.Text(decoder, "7e0163" + "be"));
    }

    [Theory]
    [InlineData("04022f61")] // :path: /a
    [InlineData("0482607f")] // the same in Huffman
    [InlineData("0f0d0135")] // content-length: 5
    [InlineData("0002746508747261696c657273")] // te: trailers
    public void Decode_LiteralSentAgain_IsTheSameObject(string block)
    {
        var decoder = new HpackDecoder(4096);
        var octets = Convert.FromHexString(block);

        Assert.Same(FieldList.Decode(decoder, octets)[0], FieldList.Decode(decoder, octets)[0]);
    }

    [Theory]
    [InlineData("14022f61")] // A path, never indexed.
    [InlineData("0f080161")] // authorization: a
    [InlineData("0f11 0161")] // cookie: a
    [InlineData("0001780161")] // x: a; metadata.
    public void Decode_WhatMayBeASecret_IsNotKept(string block)
    {
        var decoder = new HpackDecoder(4096);
        var octets = Convert.FromHexString(block.Replace(" ", "", StringComparison.Ordinal));

        var first = FieldList.Decode(decoder, octets)[0];
        var again = FieldList.Decode(decoder, octets)[0];

        Assert.Equal(first.Value, again.Value);
        Assert.NotSame(first.Value, again.Value);
        Assert.Same(first.Name, again.Name);
    }

    [Fact]
    public void Decode_OtherValuesInPlacesOfKeptOnes_GivesWhatWasSent()
    {
        var decoder = new HpackDecoder(4096);
        for (var round = 0; round < 3; round++)
        {
            for (var length = 0; length < 300; length++)
            {
                var path = new string((char)('a' + (length % 3)), length);
                var block = new byte[512];
                Assert.True(HpackEncoder.TryWriteLiteral(4, path, block, out var written));

                Assert.Equal(path, FieldList.Decode(decoder, block.AsSpan(0, written))[0].Value);
            }
        }
    }

    [Theory]
    [InlineData("0002746500", nameof(KnownHeader.Te))]
    [InlineData("0004686f737400", nameof(KnownHeader.Host))]
    [InlineData("0f1100", nameof(KnownHeader.Cookie))]
    [InlineData("000a636f6e6e656374696f6e00", nameof(KnownHeader.ConnectionSpecific))]
    [InlineData("00093a70726f746f636f6c00", nameof(KnownHeader.OtherPseudo))]
    [InlineData("00023a7800", nameof(KnownHeader.OtherPseudo))]
    [InlineData("00017800", nameof(KnownHeader.None))]
    [InlineData("0002546500", nameof(KnownHeader.None))] // "Te" is no te.
    public void Decode_Name_IsKnown(string block, string known) =>
        Assert.Equal(known, FieldList.Decode(new HpackDecoder(4096), Convert.FromHexString(block))[0].Known.ToString());

    [Theory]
    [InlineData("a", "b", true)]
    [InlineData("a-b_c.9", " b\t\u00ff\u0001", true)]
    [InlineData(":path", "", true)]
    [InlineData("", "b", false)]
    [InlineData(":", "b", false)]
    [InlineData("A", "b", false)]
    [InlineData("a b", "b", false)]
    [InlineData("a:b", "b", false)]
    [InlineData("\u00e9", "b", false)]
    [InlineData("a", "b\0", false)]
    [InlineData("a", "b\r", false)]
    [InlineData("a", "b\nc", false)]
    public void Decode_Field_SaysWhetherItIsWellFormed(string name, string value, bool expected)
    {
        byte[] block = [0, (byte)name.Length, .. Encoding.Latin1.GetBytes(name), (byte)value.Length, .. Encoding.Latin1.GetBytes(value)];

        var field = FieldList.Decode(new HpackDecoder(4096), block)[0];

        Assert.Equal((name, value, expected), (field.Name, field.Value, field.IsWellFormed));
        Assert.Equal(name.Length + value.Length + 32, field.Size);
    }
}
