"""Reads xl.conf on standard input with Xen's own parser, libxlutil, as xl does; prints two of its values."""
import ctypes
import glob
import sys

folder, *keys = sys.argv[1:]
library = ctypes.CDLL(glob.glob(f"{folder}/libxlutil.so.*")[0])
libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
library.xlu_cfg_init.restype = ctypes.c_void_p
library.xlu_cfg_init.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
library.xlu_cfg_readdata.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
library.xlu_cfg_get_string.argtypes = [
    ctypes.c_void_p,
    ctypes.c_char_p,
    ctypes.POINTER(ctypes.c_char_p),
    ctypes.c_int,
]
config = library.xlu_cfg_init(libc.fdopen(2, b"w"), b"xl.conf")
text = sys.stdin.buffer.read()
code = library.xlu_cfg_readdata(config, text, len(text))
libc.fflush(None)
if code != 0:
    sys.exit(1)
for key in keys:
    value = ctypes.c_char_p()
    found = library.xlu_cfg_get_string(config, key.encode(), ctypes.byref(value), 1) == 0
    print(f"{key}={value.value.decode() if found else ''}")
