"""Sends a file as a form does, without the test client's own temporary files."""

from conftest import token


def upload(client, url, name, body, filename="fil"):
    """Choose a file (bytes) in the field `name` and send the form."""
    head = 'Content-Disposition: form-data; name="'
    parts = [
        f'--x\r\n{head}csrf_token"\r\n\r\n{token(client)}\r\n'.encode(),
        f'--x\r\n{head}{name}"; filename="{filename}"\r\n\r\n'.encode(),
        body,
        b"\r\n--x--\r\n",
    ]
    return client.post(url, data=b"".join(parts), content_type="multipart/form-data; boundary=x")
