"""Describes an enterprise in a registry's log in Redis: publish.py PORT REGISTRY KEY-FILE CODE NAME SCRIPT-FOLDER"""
import os, socket, sys, time
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

port, registry, key_file, code, name, scripts = sys.argv[1:]
prefix = b'{creditquery:%s}:' % registry.encode()
answers = socket.create_connection(('127.0.0.1', int(port))).makefile('rwb')

def redis(*words):  # one command; an answer is bytes, a number, an error, or a list of them
    answers.write(b'*%d\r\n' % len(words) + b''.join(b'$%d\r\n%s\r\n' % (len(word), word) for word in words))
    answers.flush()
    return read()

def read():
    line = answers.readline()[:-2]
    if line[:1] == b'*': return [read() for _ in range(int(line[1:]))]
    return answers.read(int(line[1:]) + 2)[:-2] if line[:1] == b'$' else line

def sealed(code):  # docs/redis.md: type 1 (unified code), characters in base 37, one AES block under the first half of the key
    half = lambda text: sum((int(c, 36) + 1) * 37 ** i for i, c in enumerate(text))
    block = (1 | half(code[:11]) << 8 | half(code[11:]) << 66).to_bytes(16, 'little')
    return Cipher(algorithms.AES(bytes.fromhex(open(key_file).read())[:16]), modes.ECB()).encryptor().update(block)

def field(number, content):  # protobuf: a number, or bytes of less than 128
    return bytes([number << 3, content]) if isinstance(content, int) else bytes([number << 3 | 2, len(content)]) + content

subject = field(3, name.encode()) + field(14, sealed(code))
put_subject = field(1, subject) + field(2, 1) + field(3, b'999999') + field(5, b'2010-01-01')  # an enterprise of region 999999
change_set = field(1, field(1, put_subject))

ulid = int(time.time() * 1000) << 80 | int.from_bytes(os.urandom(10), 'big')
text = ''.join('0123456789ABCDEFGHJKMNPQRSTVWXYZ'[ulid >> shift & 31] for shift in range(125, -1, -5)).encode()
script = b''.join(open(os.path.join(scripts, part), 'rb').read() for part in ('event.lua', 'append.lua'))
epoch, key_check = redis(b'HMGET', prefix + b'head', b'epoch', b'key_check')
print(redis(b'EVAL', script, b'3', prefix + b'log', prefix + b'head', prefix + b'id:' + text,
            epoch, key_check, prefix + b'events', ulid.to_bytes(16, 'big'), b'example:publisher', change_set))
