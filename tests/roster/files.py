"""Rosters as student information systems export them, made here: clean ones, and dirty ones as they are met."""

import io
import zipfile

USERS_11 = (
    "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,"
    "middleName,identifier,email,sms,phone,agentSourcedIds,grades,password"
)
USERS_12 = (
    "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,"
    "sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,preferredGivenName,preferredMiddleName,"
    "preferredFamilyName,primaryOrgSourcedId,pronouns"
)
ROLES = "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId"
ORGS = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId"
RIVERBEND = "\r\n".join(
    [
        ORGS,
        "D1,,,Riverbend Public Schools,district,,",
        "S1,,,Maple Street Elementary,school,0001,D1",
        "S2,,,Oak Hill Middle School,school,0002,D1",
    ]
)


def manifest(version: str = "1.1", users: str = "bulk", **more: str) -> str:
    said = {
        "manifest.version": "1.0",
        "oneroster.version": version,
        "file.orgs": users,
        "file.users": users,
        **more,
    }
    return "propertyName,value\r\n" + "".join(f"{name},{value}\r\n" for name, value in said.items())


def packed(parts: dict[str, str | bytes], folder: str = "") -> bytes:
    """A zip of these parts: name without .csv → text or bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in parts.items():
            out.writestr(f"{folder}{name}.csv", text.encode() if isinstance(text, str) else text)
    return made.getvalue()


def user(key: str, role: str, orgs: str, given: str, family: str, email: str, **more: str) -> str:
    """A line of users.csv of 1.1."""
    status, enabled = more.get("status", ""), more.get("enabled", "true")
    orgs = f'"{orgs}"' if "," in orgs else orgs
    return f"{key},{status},,{enabled},{orgs},{role},{key.lower()},,{given},{family},,,{email},,,,,"


def roster_11(*users: str, mode: str = "bulk", orgs: str = RIVERBEND, head: str = USERS_11) -> bytes:
    return packed({"manifest": manifest(users=mode), "orgs": orgs, "users": "\r\n".join([head, *users])})


def user_12(
    key: str, given: str, family: str, email: str, main: str = "", preferred: str = "", status: str = ""
) -> str:
    return f"{key},{status},,true,{key.lower()},,{given},{family},,,{email},,,,,,,{preferred},,,{main},"


def role(
    user: str, role: str, org: str, begins: str = "", ends: str = "", kind: str = "primary", status: str = ""
) -> str:
    return f"R{user}{role}{org},{status},,{user},{kind},{role},{begins},{ends},{org},"


def roster_12(users: list[str], roles: list[str], mode: str = "bulk", orgs: str = RIVERBEND) -> bytes:
    return packed(
        {
            "manifest": manifest("1.2", users=mode, **{"file.roles": mode}),
            "orgs": orgs,
            "users": "\r\n".join([USERS_12, *users]),
            "roles": "\r\n".join([ROLES, *roles]),
        }
    )
